import { fence, refuseOlder } from '../../src/adapters/destinations/fencing.ts'
import { DestinationConflict, DestinationUnavailable } from '../../src/domain/errors.ts'
import { Secret } from '../../src/domain/secret.ts'
import type { Destination, Observation, WriteOptions } from '../../src/ports/destination.ts'

/** What goes wrong, from now until it is set to something else. */
export interface Faults {
  probe?: 'unavailable'
  observe?: 'unavailable'
  /**
   * `unavailable`: nothing is stored. `once`: only the next write. `stored`: stores, then fails. `other`: stores another
   * value and says nothing. `refused`: conflict for ever.
   */
  write?: 'unavailable' | 'once' | 'stored' | 'other' | 'refused'
  /** What somebody else puts there just before the next write looks. */
  meanwhile?: Secret
  /** What somebody else puts there just after the next write. */
  after?: Secret
}

export interface MemoryDestinationOptions {
  to?: string
  /** Left out: `to`. */
  address?: string
  held?: Secret
  readsBack?: boolean
  remembered?: boolean
  /** Left out: whether it reads back. */
  writesConditionally?: boolean
  /** Cannot be read, and refuses to replace a larger id all the same, for it keeps the id beside the secret. */
  fenced?: boolean
}

/** A destination that forgets: the same rules as the real ones, with faults on demand and a count of every call. */
export class MemoryDestination implements Destination {
  readonly to: string
  readonly address: string
  readonly readsBack: boolean
  readonly writesConditionally: boolean
  readonly remembered: boolean
  held: Secret | undefined
  faults: Faults = {}
  /** Every secret that was ever stored by `write`, in order. */
  readonly stored: Secret[] = []
  readonly calls = { probe: 0, observe: 0, write: 0 }
  readonly #fenced: boolean

  constructor(options: MemoryDestinationOptions = {}) {
    const { to = 'memory:', held, readsBack = true, remembered = true, fenced = false } = options
    this.to = to
    this.address = options.address ?? to
    this.held = held
    this.readsBack = readsBack
    this.writesConditionally = options.writesConditionally ?? readsBack
    this.remembered = remembered
    this.#fenced = fenced
  }

  async probe(): Promise<void> {
    this.calls.probe++
    if (this.faults.probe) throw this.#unavailable()
  }

  async observe(): Promise<Observation> {
    this.calls.observe++
    if (this.faults.observe) throw this.#unavailable()
    return { secret: this.readsBack ? this.held : undefined, version: undefined }
  }

  async write(secret: Secret, observed: Observation, options?: WriteOptions): Promise<void> {
    this.calls.write++
    this.#change()
    const fault = this.faults.write
    if (fault === 'once') delete this.faults.write
    if (fault === 'unavailable' || fault === 'once') throw this.#unavailable()
    if (fault === 'refused') throw new DestinationConflict(`${this.to} refuses`, { hint: 'give up' })
    if (this.readsBack) {
      const verdict = fence({ to: this.to, current: this.held, observed, secret, options })
      if (verdict === 'unneeded') return
    }
    if (this.#fenced && !options?.restore) refuseOlder(this.to, this.held, secret)
    this.held = fault === 'other' ? new Secret('somebody else wrote this') : secret
    this.stored.push(this.held)
    if (this.faults.after) this.held = this.faults.after
    delete this.faults.after
    if (fault === 'stored') throw this.#unavailable()
  }

  #change(): void {
    if (this.faults.meanwhile) this.held = this.faults.meanwhile
    delete this.faults.meanwhile
  }

  #unavailable(): DestinationUnavailable {
    return new DestinationUnavailable(`${this.to} is not available`, { hint: 'make it available' })
  }
}
