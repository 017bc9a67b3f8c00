import type { PlatformToken } from './token.ts'

export type TimeField = 'createdAt' | 'expiresAt' | 'lastUsedAt'

const block = 1024
const timesOfOne = 3
const places: Record<TimeField, number> = { createdAt: 0, expiresAt: 1, lastUsedAt: 2 }

/** Many tokens in little memory: some hundred bytes less for each than as objects. They keep their order. */
export class HeldTokens {
  readonly #ids: string[] = []
  readonly #names: string[] = []
  readonly #times: Float64Array[] = []
  /** What hardly any token has. */
  readonly #rare = new Map<number, Pick<PlatformToken, 'environment' | 'revoked'>>()

  get size(): number {
    return this.#ids.length
  }

  add(token: PlatformToken): void {
    const at = this.size
    if (at % block === 0) this.#times.push(new Float64Array(timesOfOne * block))
    this.#ids.push(token.id)
    this.#names.push(token.name)
    this.#setTime(at, 'createdAt', token.createdAt)
    this.#setTime(at, 'expiresAt', token.expiresAt)
    this.#setTime(at, 'lastUsedAt', token.lastUsedAt)
    const { environment, revoked } = token
    if (environment !== null || revoked) this.#rare.set(at, { environment, revoked })
  }

  at(index: number): PlatformToken {
    const { environment, revoked } = this.#rare.get(index) ?? { environment: null, revoked: false }
    return {
      id: this.idAt(index),
      name: this.nameAt(index),
      createdAt: this.#date(index, 'createdAt'),
      expiresAt: this.#date(index, 'expiresAt'),
      lastUsedAt: this.#date(index, 'lastUsedAt'),
      environment,
      revoked,
    }
  }

  idAt(index: number): string {
    return this.#ids[index] ?? ''
  }

  nameAt(index: number): string {
    return this.#names[index] ?? ''
  }

  /** Milliseconds since 1970; NaN for null. */
  timeAt(index: number, field: TimeField): number {
    const times = this.#times[Math.floor(index / block)]
    return times?.[timesOfOne * (index % block) + places[field]] ?? Number.NaN
  }

  #setTime(index: number, field: TimeField, time: Date | null): void {
    this.#times[Math.floor(index / block)]?.set(
      [time?.getTime() ?? Number.NaN],
      timesOfOne * (index % block) + places[field],
    )
  }

  #date(index: number, field: TimeField): Date | null {
    const time = this.timeAt(index, field)
    return Number.isNaN(time) ? null : new Date(time)
  }
}
