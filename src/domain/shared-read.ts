/**
 * Few reads for many who ask the same: each is answered by a read that began after the question, so what it shows is no
 * older than a read of one's own would be. One is under way at a time; who asks meanwhile shares the next.
 */
export class SharedRead<Value> {
  readonly #read: () => Promise<Value>
  #underWay: Promise<unknown> | undefined
  #next: Promise<Value> | undefined

  constructor(read: () => Promise<Value>) {
    this.#read = read
  }

  /** The value as of a moment after this call; rejects as the read does. */
  ask(): Promise<Value> {
    this.#next ??= this.#begin(this.#underWay)
    return this.#next
  }

  /** Begins once the one under way has ended, never at once: those who ask in the same turn share it. */
  async #begin(before: Promise<unknown> | undefined): Promise<Value> {
    await before?.catch(() => undefined)
    await undefined
    this.#underWay = this.#next
    this.#next = undefined
    try {
      return await this.#read()
    } finally {
      if (this.#next === undefined) this.#underWay = undefined
    }
  }
}
