import { HeldTexts } from './held-texts.ts'
import type { PlatformToken } from './token.ts'

export type TimeField = 'createdAt' | 'expiresAt' | 'lastUsedAt'

const block = 1024
/** The numbers of one token: its id where that is a number, and its times; NaN for none. */
const places = { id: 0, createdAt: 1, expiresAt: 2, lastUsedAt: 3 }
const numbers = 4

/** What hardly any token has: an id that is no number, an environment, an end by revocation, a mask of the platform's. */
type Rare = Omit<PlatformToken, 'name' | TimeField>

/** Many tokens in little memory, 32 bytes and their names each, and no object that a garbage collector would go through. */
export class HeldTokens {
  size = 0
  readonly #numbers: Float64Array[] = []
  readonly #names = new HeldTexts()
  readonly #rare = new Map<number, Rare>()

  add({ name, createdAt, expiresAt, lastUsedAt, ...rare }: PlatformToken): void {
    const { id } = rare
    const at = this.size++
    if (at % block === 0) this.#numbers.push(new Float64Array(numbers * block))
    const number = Number(id)
    const plain = Number.isSafeInteger(number) && String(number) === id
    this.#set(at, 'id', plain ? number : Number.NaN)
    this.#set(at, 'createdAt', createdAt?.getTime())
    this.#set(at, 'expiresAt', expiresAt?.getTime())
    this.#set(at, 'lastUsedAt', lastUsedAt?.getTime())
    this.#names.add(name)
    const { environment, revoked, masked, description, replacedBy } = rare
    const isSaid = environment !== null || revoked || (masked ?? description ?? replacedBy) !== undefined
    if (!plain || isSaid) this.#rare.set(at, rare)
  }

  at(index: number): PlatformToken {
    const rare = this.#rare.get(index)
    return {
      id: String(this.#get(index, 'id')),
      name: this.#names.at(index),
      createdAt: this.#date(index, 'createdAt'),
      expiresAt: this.#date(index, 'expiresAt'),
      lastUsedAt: this.#date(index, 'lastUsedAt'),
      environment: null,
      revoked: false,
      ...rare,
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
