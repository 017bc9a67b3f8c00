const longest = 64 * 1024

/**
 * Takes chunks of a stream and hands on whole lines, without line end. A line longer than 64 KiB is left out as a whole:
 * cut in pieces it could no longer be searched for a secret.
 */
export class Lines {
  #begun = ''
  #tooLong = false
  readonly #take: (line: string) => void

  constructor(take: (line: string) => void) {
    this.#take = take
  }

  add(chunk: string): void {
    const [first = '', ...others] = chunk.split(/\r?\n/)
    this.#extend(first)
    for (const next of others) {
      this.end()
      this.#extend(next)
    }
  }

  /** The stream ended: what was begun is a line too. */
  end(): void {
    if (!this.#tooLong && this.#begun !== '') this.#take(this.#begun)
    this.#begun = ''
    this.#tooLong = false
  }

  #extend(text: string): void {
    if (this.#begun.length + text.length > longest) this.#tooLong = true
    this.#begun = this.#tooLong ? '' : this.#begun + text
  }
}
