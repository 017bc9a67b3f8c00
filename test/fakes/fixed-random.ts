import type { Random } from '../../src/ports/random.ts'

const base32 = 'abcdefghijklmnopqrstuvwxyz234567'

/** Predictable: nonces count up, fractions are the same every time. */
export class FixedRandom implements Random {
  #count = 0
  readonly #fraction: number

  constructor(fraction = 0.5) {
    this.#fraction = fraction
  }

  nonce(length: number): string {
    let rest = this.#count++
    let text = ''
    for (let at = 0; at < length; at++) {
      text = (base32[rest % 32] ?? '') + text
      rest = Math.floor(rest / 32)
    }
    return text
  }

  fraction(): number {
    return this.#fraction
  }
}
