import { setTimeout as sleep } from 'node:timers/promises'
import type { World } from './world.ts'

/** The create waits so long for its answer that strace gets hold of the process before anything follows from it. */
export const slowCreate = 'delay=300ms@POST /access-tokens'

/** Resolves when the next create has arrived. */
export function createArrived(world: World): Promise<void> {
  return arrived(world, ({ method, path }) => method === 'POST' && path === '/access-tokens')
}

/** Resolves when the next such request has arrived; rejects when none comes. */
export async function arrived(
  world: World,
  which: (request: { method: string; path: string }) => boolean,
): Promise<void> {
  let end = () => undefined as unknown
  const came = new Promise<void>(done => {
    end = world.watch(request => which(request) && done())
  })
  const late = new AbortController()
  const never = sleep(60_000, undefined, { signal: late.signal }).then(() => {
    throw new Error('the request never came')
  })
  await Promise.race([came, never]).finally(() => {
    late.abort()
    end()
  })
}
