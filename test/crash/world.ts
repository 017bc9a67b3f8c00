import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { ordinary } from '../../src/sandbox/default-account.ts'
import type { LoggedRequest } from '../../src/sandbox/server/request-log.ts'
import { tokenService } from '../../src/sandbox/service/tokens.ts'
import { type RunningSandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { type Account, accountStore } from '../../src/sandbox/store/accounts.ts'
import { openStore } from '../../src/sandbox/store/open-store.ts'
import { tokenStore } from '../../src/sandbox/store/tokens.ts'

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
  sandbox: RunningSandbox
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
}

/** More than the time for which a foreign claim is respected. */
export const beyondLease = 16 * 60_000

export interface WorldOptions {
  faults?: string[]
  tokenCap?: number
}

/** A world that ends with the test. */
export async function openWorld({ faults = [], tokenCap }: WorldOptions = {}): Promise<World> {
  let ahead = 0
  const clock = () => new Date(Date.now() + ahead)
  const sandbox = await startSandbox({ clock, faults, rateLimit: false })
  const database = await openStore(sandbox.dataDir)
  onTestFinished(async () => {
    database.close()
    await sandbox.stop()
  })
  const accounts = accountStore(database)
  const rows = tokenStore(database)
  const tokens = tokenService(rows, clock, 90)
  const add = (email: string, cap: number | null): Account =>
    accounts.add({
      ...ordinary,
      email,
      displayName: email,
      password: 'none',
      tokenCap: cap,
      createdAt: clock(),
    })
  const [own, other] = [add('own@beatpass.test', tokenCap ?? null), add('other@beatpass.test', null)]
  function plant(name: string, whose?: 'other'): Planted {
    const minted = tokens.create({ ...(whose ? other : own), tokenCap: null }, name)
    if (!minted) throw new Error('not planted')
    return { id: String(minted.token.id), secret: minted.secret.reveal() }
  }
  const listed = (account: Account) =>
    tokens.list(account).map(({ id, name }) => ({ id: String(id), name, foreign: account === other }))
  return {
    sandbox,
    session: plant(`session ${randomUUID()}`),
    plant,
    remove: id => rows.remove(Number(id), own.id),
    live: () => [...listed(own), ...listed(other)],
    advance(ms) {
      ahead += ms
    },
    watch: onRequest => watchArrivals(sandbox.requests as LoggedRequest[], onRequest),
  }
}

const watchers = new WeakMap<LoggedRequest[], Set<(request: LoggedRequest) => void>>()

/** The log is an array that is pushed to at each arrival: that moment is what the judge needs. */
function watchArrivals(requests: LoggedRequest[], onRequest: (request: LoggedRequest) => void): () => void {
  const known = watchers.get(requests) ?? new Set()
  if (!watchers.has(requests)) {
    watchers.set(requests, known)
    requests.push = (...entries: LoggedRequest[]) => {
      for (const entry of entries) for (const watcher of known) watcher(entry)
      return Array.prototype.push.apply(requests, entries)
    }
  }
  known.add(onRequest)
  return () => known.delete(onRequest)
}
