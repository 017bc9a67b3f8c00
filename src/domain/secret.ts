const hidden = '[secret]'

/**
 * The value of a credential: a token's secret, a session's, a password, a passphrase.
 * It never prints itself: inspection, JSON and templates give `[secret]`; only `reveal()` gives the text.
 */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** The text itself. Call it only where the secret leaves for a destination, a store or the platform. */
  reveal(): string {
    return this.#text
  }

  /** The same without white space at its ends, as pasting may add it. */
  trimmed(): Secret {
    return new Secret(this.#text.trim())
  }

  equals(other: Secret): boolean {
    return this.#text === other.#text
  }

  /**
   * The platform's id in front of `|` (Sanctum's `<id>|<text>`), digits only, or `undefined` where the value has none. Not one
   * with zeros before it: a platform takes it, and nothing here would see that the token is the one of that number.
   */
  get tokenId(): string | undefined {
    return /^(0|[1-9]\d{0,19})\|/.exec(this.#text)?.[1]
  }

  get length(): number {
    return this.#text.length
  }

  toString(): string {
    return hidden
  }

  toJSON(): string {
    return hidden
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return hidden
  }
}
