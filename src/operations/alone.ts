import { StoreUnavailable } from '../domain/errors.ts'
import type { Ports } from '../ports/ports.ts'

/**
 * Runs `work` while no other run on this machine is inside work of the same name. Where no lock can be made (a read-only home)
 * it goes on without one. Throws `Busy` where others take too long.
 */
export async function alone<Result>(
  name: string,
  { locks }: Pick<Ports, 'locks'>,
  work: () => Promise<Result>,
): Promise<Result> {
  let begun = false
  const once = () => {
    begun = true
    return work()
  }
  try {
    return await locks.exclusively(name, once)
  } catch (error) {
    if (begun || !(error instanceof StoreUnavailable)) throw error
    return await once()
  }
}
