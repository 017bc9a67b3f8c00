import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InvalidInput } from '../domain/errors.ts'
import { type Clock, systemClock } from './clock.ts'
import { renewDefaultAccount } from './default-account.ts'
import { faultPlan } from './faults/fault-plan.ts'
import { type Fault, parseFault } from './faults/parse-fault.ts'
import { beatpassApi } from './routes/beatpass/api.ts'
import { listen } from './server/listen.ts'
import { type LoggedRequest, requestLog } from './server/request-log.ts'
import { route } from './server/route.ts'
import type { CallLimit } from './service/rate-limit.ts'
import { type Services, servicesOver } from './service/services.ts'
import type { Engine } from './store/open-database.ts'
import { openStore } from './store/open-store.ts'
import { lockDataFolder } from './store/run-lock.ts'
import { pages } from './web/pages.ts'

export interface SandboxOptions {
  /** On 127.0.0.1; a free one when left out. */
  port?: number | undefined
  /** Kept between runs; without it a private temporary folder that goes with the sandbox. */
  dataDir?: string | undefined
  /** Which platform to play; only `beatpass` so far. */
  platform?: string | undefined
  /** How long tokens live, 90 days when left out; null: for ever. */
  expiryDays?: number | null | undefined
  /** False: nobody is told to come back later. Another limit than BeatPass's own is refused in the same way. */
  rateLimit?: boolean | CallLimit | undefined
  /** `ACTION[=VALUE]@METHOD PATH[#N]`, see faults/parse-fault.ts. */
  faults?: string[] | undefined
  /** Takes the log of requests, a JSON object a line. */
  logFile?: string | undefined
  clock?: Clock | undefined
  engine?: Engine | undefined
}

export interface RunningSandbox {
  /** `http://127.0.0.1:PORT/api/v1` */
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
  refuseOtherPlatforms(options.platform)
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'beatpass-sandbox-'))
  const ends: (() => unknown)[] = []
  if (options.dataDir === undefined) ends.push(() => rmSync(dataDir, { recursive: true, force: true }))
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= undo(ends)
    return stopped
  }
  try {
    const started = await assemble(options, faults, dataDir, ends)
    return { ...started, dataDir, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function undo(ends: (() => unknown)[]): Promise<void> {
  for (const end of ends.toReversed()) await end()
}

/** Builds the sandbox from the store up; what must be undone is pushed to `ends` as soon as it exists. */
async function assemble(options: SandboxOptions, faults: Fault[], dataDir: string, ends: (() => unknown)[]) {
  const clock = options.clock ?? systemClock
  const database = await openStore(dataDir, options.engine)
  ends.push(() => database.close())
  const lock = await lockDataFolder(dataDir, options.engine)
  ends.push(() => lock.close())
  const lifetimeDays = options.expiryDays === undefined ? 90 : options.expiryDays
  const services = servicesOver(database, clock, { lifetimeDays, rateLimit: options.rateLimit ?? true })
  const account = await renewDefaultAccount(services)
  const { requests, port } = await serve(options, faults, services, ends)
  const webUrl = `http://127.0.0.1:${port}/`
  return { apiUrl: `${webUrl}api/v1`, webUrl, ...account, requests }
}

async function serve(options: SandboxOptions, faults: Fault[], services: Services, ends: (() => unknown)[]) {
  const { clock } = services
  const stopping = new AbortController()
  const log = requestLog(options.logFile)
  const api = beatpassApi(services)
  const web = pages(services)
  const plan = faultPlan(faults)
  const { port, close } = await listen(options.port ?? 0, (request, sockets) =>
    route(request, sockets, {
      respond: (worked, ip) => api.fetch(worked, { ip }),
      showPage: (worked, ip) => web.fetch(worked, { ip }),
      plan,
      log,
      clock,
      stopping: stopping.signal,
    }),
  )
  ends.push(close, () => stopping.abort())
  return { requests: log.requests, port }
}

function refuseOtherPlatforms(platform: string | undefined): void {
  if (platform === undefined || platform === 'beatpass') return
  throw new InvalidInput(`the sandbox cannot play '${platform}'`, { hint: 'it plays beatpass' })
}
