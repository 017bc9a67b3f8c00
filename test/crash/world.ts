import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { ordinary } from '../../src/sandbox/default-account.ts'
import type { LoggedRequest } from '../../src/sandbox/server/request-log.ts'
import { sanctumForm } from '../../src/sandbox/service/token-form.ts'
import { tokenService } from '../../src/sandbox/service/tokens.ts'
import { startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { type Account, accountStore } from '../../src/sandbox/store/accounts.ts'
import type { Database } from '../../src/sandbox/store/database.ts'
import { openStore } from '../../src/sandbox/store/open-store.ts'
import { tokenStore } from '../../src/sandbox/store/tokens.ts'
import { fastFolder } from './fast-folder.ts'

/** A token as the platform's own database has it, whoever it belongs to. */
export interface LiveToken {
  id: string
  name: string
  /** Whether it is of another account than the one that rotates. */
  foreign: boolean
}

export interface Planted {
  id: string
  secret: string
}

/** A sandbox in this process, its clock in our hands, and a look into its database that no fault can falsify. */
export interface World {
  apiUrl: string
  port: number
  /** What runs act with: a token of its own, which is not rotated. */
  session: Planted
  /** Adds a token; `other`: to the other account. */
  plant(name: string, other?: 'other'): Planted
  remove(id: string): void
  live(): LiveToken[]
  /** Moves the platform's clock ahead. */
  advance(ms: number): void
  /** Is called as each request arrives, before anything is done about it. Gives a function that ends it. */
  watch(onRequest: (request: LoggedRequest) => void): () => void
  /** The same platform at the same address, from now on without faults. */
  calm(): Promise<void>
}

/** More than the time for which a foreign claim is respected. */
export const beyondLease = 16 * 60_000

export interface WorldOptions {
  faults?: string[]
  tokenCap?: number
  /** Whether tokens are there that are nobody's business; they make every list longer. */
  strangers?: boolean
}

/** A world that ends with the test, with a few tokens in it that are nobody's business. */
export async function openWorld({
  faults = [],
  tokenCap,
  strangers = true,
}: WorldOptions = {}): Promise<World> {
  let ahead = 0
  const clock = () => new Date(Date.now() + ahead)
  const dataDir = mkdtempSync(join(fastFolder, 'beatpass-world-'))
  const watchers = new Set<(request: LoggedRequest) => void>()
  const start = async (port: number, withFaults: string[]) => {
    const sandbox = await startSandbox({ dataDir, port, clock, faults: withFaults, rateLimit: false })
    onArrival(sandbox.requests as LoggedRequest[], entry => {
      for (const watcher of watchers) watcher(entry)
    })
    return sandbox
  }
  let sandbox = await start(0, faults)
  const database = await openStore(dataDir)
  onTestFinished(async () => {
    database.close()
    await sandbox.stop()
    rmSync(dataDir, { recursive: true })
  })
  const { apiUrl } = sandbox
  const port = Number(new URL(apiUrl).port)
  const state = stateOf(database, clock, tokenCap)
  if (strangers) for (const name of ['deploy', 'deploy ~abcdefghij', 'ci ~abcdefghij']) state.plant(name)
  return {
    ...state,
    apiUrl,
    port,
    session: state.plant('session of the tests'),
    advance(ms) {
      ahead += ms
    },
    watch(onRequest) {
      watchers.add(onRequest)
      return () => watchers.delete(onRequest)
    },
    async calm() {
      await sandbox.stop()
      sandbox = await start(port, [])
    },
  }
}

function stateOf(database: Database, clock: () => Date, tokenCap: number | undefined) {
  const accounts = accountStore(database)
  const rows = tokenStore(database)
  const tokens = tokenService(rows, clock, { lifetimeDays: 90, form: sanctumForm })
  const add = (email: string, cap: number | null) =>
    accounts.add({
      ...ordinary,
      email,
      displayName: email,
      password: 'none',
      tokenCap: cap,
      createdAt: clock(),
    })
  const [own, other] = [add('own@beatpass.test', tokenCap ?? null), add('other@beatpass.test', null)]
  const listed = (account: Account) =>
    tokens.list(account).map(({ id, name }) => ({ id: String(id), name, foreign: account === other }))
  return {
    plant(name: string, whose?: 'other'): Planted {
      const minted = tokens.create({ ...(whose ? other : own), tokenCap: null }, name)
      if (!minted) throw new Error('not planted')
      return { id: String(minted.token.id), secret: minted.secret.reveal() }
    },
    remove(id: string) {
      for (const account of [own, other]) rows.remove(Number(id), account.id)
    },
    live: () => [...listed(own), ...listed(other)],
  }
}

/** The log is an array that is pushed to at each arrival: that moment is what the judge needs. */
function onArrival(requests: LoggedRequest[], listener: (request: LoggedRequest) => void): void {
  requests.push = (...entries: LoggedRequest[]) => {
    for (const entry of entries) listener(entry)
    return Array.prototype.push.apply(requests, entries)
  }
}
