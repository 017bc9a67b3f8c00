import { HeldTexts } from './held-texts.ts'
import type { PlatformToken } from './token.ts'

export type TimeField = 'createdAt' | 'expiresAt' | 'lastUsedAt'

const block = 1024
/** The numbers of one token: its id where that is a number, and its times; NaN for none. */
const places = { id: 0, createdAt: 1, expiresAt: 2, lastUsedAt: 3 }
const numbers = 4

/** Many tokens in little memory, 32 bytes and their names each, and no object that a garbage collector would go through. */
export class HeldTokens {
  size = 0
  readonly #numbers: Float64Array[] = []
  readonly #names = new HeldTexts()
  /** What hardly any token has: an id that is no number, an environment, an end by revocation. */
  readonly #rare = new Map<number, Pick<PlatformToken, 'id' | 'environment' | 'revoked'>>()

  add({ id, name, environment, revoked, ...times }: PlatformToken): void {
    const at = this.size++
    if (at % block === 0) this.#numbers.push(new Float64Array(numbers * block))
    const number = Number(id)
    const plain = Number.isSafeInteger(number) && String(number) === id
    this.#set(at, 'id', plain ? number : Number.NaN)
    this.#set(at, 'createdAt', times.createdAt?.getTime())
    this.#set(at, 'expiresAt', times.expiresAt?.getTime())
    this.#set(at, 'lastUsedAt', times.lastUsedAt?.getTime())
    this.#names.add(name)
    if (!plain || environment !== null || revoked) this.#rare.set(at, { id, environment, revoked })
  }

  at(index: number): PlatformToken {
    const rare = this.#rare.get(index)
    return {
      id: rare?.id ?? String(this.#get(index, 'id')),
      name: this.#names.at(index),
      createdAt: this.#date(index, 'createdAt'),
      expiresAt: this.#date(index, 'expiresAt'),
      lastUsedAt: this.#date(index, 'lastUsedAt'),
      environment: rare?.environment ?? null,
      revoked: rare?.revoked ?? false,
    }
  }

  /** Milliseconds since 1970; NaN for null. */
  timeAt(index: number, field: TimeField): number {
    return this.#get(index, field)
  }

  /** The id as a number; NaN where it is none. */
  numberAt(index: number): number {
    return this.#get(index, 'id')
  }

  #set(index: number, field: keyof typeof places, value = Number.NaN): void {
    const one = this.#numbers[Math.floor(index / block)]
    if (one) one[numbers * (index % block) + places[field]] = value
  }

  #get(index: number, field: keyof typeof places): number {
    if (index >= this.size) return Number.NaN
    return this.#numbers[Math.floor(index / block)]?.[numbers * (index % block) + places[field]] ?? Number.NaN
  }

  #date(index: number, field: TimeField): Date | null {
    const time = this.#get(index, field)
    return Number.isNaN(time) ? null : new Date(time)
  }
}
