import { Busy, StoreUnavailable } from '../domain/errors.ts'
import type { Locks } from '../ports/locks.ts'

/**
 * Compares and writes in `work` while no other run on this machine does so at the same place. Where no lock can be made, a home
 * that is read-only, it is done without: what can be stored is. Throws `StoreUnavailable` when another run takes too long.
 */
export async function underLock<Result>(
  place: readonly string[],
  locks: Locks | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!locks) return await work()
  const { createHash } = process.getBuiltinModule('node:crypto')
  const name = `place-${createHash('sha256').update(place.join('\0')).digest('hex').slice(0, 20)}`
  let begun = false
  const once = () => {
    begun = true
    return work()
  }
  try {
    return await locks.exclusively(name, once)
  } catch (error) {
    if (begun) throw error
    if (error instanceof Busy) throw tooLong(error)
    if (error instanceof StoreUnavailable) return await work()
    throw error
  }
}

function tooLong(error: Busy): StoreUnavailable {
  return new StoreUnavailable('another run of beatpass is writing there', {
    failure: 'timeout',
    retryable: true,
    hint: error.hint ?? 'run it again',
    cause: error,
  })
}
