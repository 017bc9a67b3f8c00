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

  add(token: PlatformToken): void {
    const { id, createdAt, expiresAt, lastUsedAt } = token
    const at = this.size++
    const place = numbers * (at % block)
    if (place === 0) this.#numbers.push(new Float64Array(numbers * block))
    const one = this.#numbers[this.#numbers.length - 1] ?? new Float64Array(numbers * block)
    const number = Number(id)
    const isNumber = Number.isSafeInteger(number) && String(number) === id
    one[place + places.id] = isNumber ? number : Number.NaN
    one[place + places.createdAt] = createdAt === null ? Number.NaN : createdAt.getTime()
    one[place + places.expiresAt] = expiresAt === null ? Number.NaN : expiresAt.getTime()
    one[place + places.lastUsedAt] = lastUsedAt === null ? Number.NaN : lastUsedAt.getTime()
    this.#names.add(token.name)
    if (!isNumber || isSaid(token)) this.#rare.set(at, rareOf(token))
  }

  at(index: number): PlatformToken {
    const rare = this.#rare.get(index)
    const one = this.#numbers[Math.floor(index / block)]
    const place = numbers * (index % block)
    const token = {
      id: rare ? rare.id : String(one?.[place + places.id]),
      name: this.#names.at(index),
      createdAt: dateOf(one?.[place + places.createdAt]),
      expiresAt: dateOf(one?.[place + places.expiresAt]),
      lastUsedAt: dateOf(one?.[place + places.lastUsedAt]),
      environment: null,
      revoked: false,
    }
    return rare ? { ...token, ...rare } : token
  }

  /** Milliseconds since 1970; NaN for null. */
  timeAt(index: number, field: TimeField): number {
    return this.#get(index, places[field])
  }

  /** The id as a number; NaN where it is none. */
  numberAt(index: number): number {
    return this.#get(index, places.id)
  }

  #get(index: number, place: number): number {
    if (index >= this.size) return Number.NaN
    return this.#numbers[Math.floor(index / block)]?.[numbers * (index % block) + place] ?? Number.NaN
  }
}

function dateOf(time = Number.NaN): Date | null {
  return Number.isNaN(time) ? null : new Date(time)
}

function isSaid({ environment, revoked, masked, description, replacedBy }: PlatformToken): boolean {
  return environment !== null || revoked || (masked ?? description ?? replacedBy) !== undefined
}

function rareOf({
  name: _name,
  createdAt: _created,
  expiresAt: _expires,
  lastUsedAt: _used,
  ...rare
}: PlatformToken): Rare {
  return rare
}
