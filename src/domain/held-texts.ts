/** How many texts are put together. */
const block = 256

/** Many texts, each block of them put together into one: as small as can be, and hardly an object of it. */
export class HeldTexts {
  /** Where each text ends in its block. */
  #ends = new Uint32Array(1024)
  #size = 0
  readonly #blocks: string[] = []
  /** Those of the last block while it is not full. */
  #last: string[] = []

  add(text: string): void {
    if (this.#size === this.#ends.length) {
      const ends = new Uint32Array(2 * this.#size)
      ends.set(this.#ends)
      this.#ends = ends
    }
    this.#ends[this.#size] = this.#startOf(this.#size) + text.length
    this.#size++
    if (this.#last.push(text) < block) return
    this.#blocks.push(this.#last.join(''))
    this.#last = []
  }

  at(index: number): string {
    const texts = this.#blocks[Math.floor(index / block)]
    if (texts === undefined) return this.#last[index - block * this.#blocks.length] ?? ''
    return texts.slice(this.#startOf(index), this.#ends[index])
  }

  #startOf(index: number): number {
    return index % block === 0 ? 0 : (this.#ends[index - 1] ?? 0)
  }
}
