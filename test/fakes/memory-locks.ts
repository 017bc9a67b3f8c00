import type { Locks } from '../../src/ports/locks.ts'

/** Locks in memory: one after the other, by name. */
export class MemoryLocks implements Locks {
  readonly #last = new Map<string, Promise<unknown>>()

  async exclusively<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(name) ?? Promise.resolve()
    const mine = before.then(work, work)
    this.#last.set(name, mine)
    return await mine
  }
}
