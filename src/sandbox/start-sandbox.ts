import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, systemClock } from './clock.ts'
import { renewDefaultAccount } from './default-account.ts'
import type { Dialect, Played } from './dialects/dialect.ts'
import { dialectFor } from './dialects/dialects.ts'
import { faultPlan } from './faults/fault-plan.ts'
import { type Fault, parseFault } from './faults/parse-fault.ts'
import { listen } from './server/listen.ts'
import { type LoggedRequest, requestLog } from './server/request-log.ts'
import { route } from './server/route.ts'
import { type Services, servicesOver } from './service/services.ts'
import type { Engine } from './store/open-database.ts'
import { openStore } from './store/open-store.ts'
import { claimFor } from './store/played-platform.ts'
import { lockDataFolder } from './store/run-lock.ts'
import { pages } from './web/pages.ts'

export interface SandboxOptions {
  /** On 127.0.0.1; a free one when left out. */
  port?: number | undefined
  /** Kept between runs; without it a private temporary folder that goes with the sandbox. */
  dataDir?: string | undefined
  /** Which platform to play, `beatpass` when left out; see dialects/dialects.ts. */
  platform?: string | undefined
  /** Of vebto: `a`, `b`, `c` or `strict`. */
  generation?: string | undefined
  /** Of vebto: writes that come with a bearer are refused with that status. */
  refusesBearers?: 403 | 423 | undefined
  /** How long tokens live, the platform's own lifetime when left out; null: for ever. */
  expiryDays?: number | null | undefined
  /** False: nobody is told to come back later. */
  rateLimit?: boolean | undefined
  /** `ACTION[=VALUE]@METHOD PATH[#N]`, see faults/parse-fault.ts. */
  faults?: string[] | undefined
  /** Takes the log of requests, a JSON object a line. */
  logFile?: string | undefined
  clock?: Clock | undefined
  engine?: Engine | undefined
}

export interface RunningSandbox {
  /** `http://127.0.0.1:PORT/api/v1`; the path is the platform's. */
  apiUrl: string
  /** `http://127.0.0.1:PORT/`, for a browser. */
  webUrl: string
  email: string
  password: string
  /** Where its database is, for `addUser`. */
  dataDir: string
  /** Every request to the API so far. */
  requests: readonly LoggedRequest[]
  /** Ends every connection and frees the port, the database and a temporary folder. Stopping twice is not an error. */
  stop(): Promise<void>
}

/**
 * Starts the embedded platform on loopback and resolves when it answers. Throws `InvalidInput` for an unknown
 * platform, a bad fault, a taken port or a data folder that another sandbox uses; `StoreUnavailable` without SQLite.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const faults = (options.faults ?? []).map(parseFault)
  const dialect = dialectFor(options.platform, options.generation)
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'beatpass-sandbox-'))
  const ends: (() => unknown)[] = []
  if (options.dataDir === undefined) ends.push(() => rmSync(dataDir, { recursive: true, force: true }))
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= undo(ends)
    return stopped
  }
  try {
    const started = await assemble({ ...options, dialect, parsedFaults: faults, dataDir }, ends)
    return { ...started, dataDir, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function undo(ends: (() => unknown)[]): Promise<void> {
  for (const end of ends.toReversed()) await end()
}

interface Plan extends SandboxOptions {
  dialect: Dialect
  parsedFaults: Fault[]
  dataDir: string
}

/** Builds the sandbox from the store up; what must be undone is pushed to `ends` as soon as it exists. */
async function assemble(plan: Plan, ends: (() => unknown)[]) {
  const { dialect, dataDir, expiryDays, clock = systemClock } = plan
  const database = await openStore(dataDir, plan.engine)
  ends.push(() => database.close())
  const lock = await lockDataFolder(dataDir, plan.engine)
  ends.push(() => lock.close())
  claimFor(dialect.name, database, dataDir)
  const lifetimeDays = expiryDays === undefined ? dialect.lifetimeDays : expiryDays
  const { form } = dialect
  const services = servicesOver(database, clock, { lifetimeDays, form, rateLimit: plan.rateLimit ?? true })
  const account = await renewDefaultAccount(services)
  const { refusesBearers } = plan
  const played = dialect.play({ services, database, lifetimeDays, refusesBearers })
  const { requests, port } = await serve(plan, played, services, ends)
  const webUrl = `http://127.0.0.1:${port}/`
  return { apiUrl: `http://127.0.0.1:${port}${dialect.apiPath}`, webUrl, ...account, requests }
}

async function serve(plan: Plan, played: Played, services: Services, ends: (() => unknown)[]) {
  const { clock } = services
  const { dialect } = plan
  const stopping = new AbortController()
  const log = requestLog(plan.logFile)
  const web = pages(services, dialect, played)
  const faults = faultPlan(plan.parsedFaults)
  const { port, close } = await listen(plan.port ?? 0, (request, sockets) =>
    route(request, sockets, {
      respond: played.api,
      showPage: (worked, ip) => web.fetch(worked, { ip }),
      apiPathOf: dialect.apiPathOf,
      nameFields: dialect.nameFields,
      plan: faults,
      log,
      clock,
      stopping: stopping.signal,
    }),
  )
  ends.push(close, () => stopping.abort())
  return { requests: log.requests, port }
}
