import { DestinationConflict, DestinationUnavailable } from '../../../domain/errors.ts'
import type { Secret } from '../../../domain/secret.ts'
import type { Destination, Observation, WriteOptions } from '../../../ports/destination.ts'
import { fence } from '../fencing.ts'

/** One place of a remote service: what each adapter states of its own. Every one passes test/contracts/destination.ts. */
export interface RemotePlace {
  /** As typed, safe to print. */
  readonly to: string
  /** The address to remember it by, where `to` may mean another place another time; else `to`. */
  readonly address?: string
  readonly readsBack: boolean
  /** Whether the service itself refuses a write when the place changed since it was read (`Observation.version`). */
  readonly writesConditionally: boolean
  /** Whether a write would be accepted now; changes nothing. Throws `DestinationUnavailable` when it would not. */
  probe(): Promise<void>
  /** What it holds now. A write-only place gives no secret, and as version what tells one write from another, if anything. */
  read(): Promise<Observation>
  /**
   * Stores the secret, on condition that the place is still as in `current` where the service can refuse otherwise:
   * then `DestinationConflict`. Other failures are `DestinationUnavailable` with `timeout` or `unresponsive` where the
   * write may have arrived. `options` matters to write-only places alone: they fence by themselves.
   */
  put(secret: Secret, current: Observation, options?: WriteOptions): Promise<void>
}

/** A remote place as a destination: the fencing rules, and what a lost answer means. */
export class RemoteDestination implements Destination {
  readonly remembered = true
  readonly to: string
  readonly address: string
  readonly readsBack: boolean
  readonly writesConditionally: boolean
  readonly #place: RemotePlace

  constructor(place: RemotePlace) {
    this.#place = place
    this.to = place.to
    this.address = place.address ?? place.to
    this.readsBack = place.readsBack
    this.writesConditionally = place.writesConditionally
  }

  async probe(): Promise<void> {
    await this.#place.probe()
  }

  async observe(): Promise<Observation> {
    return await this.#place.read()
  }

  async write(secret: Secret, observed: Observation, options?: WriteOptions): Promise<void> {
    if (!this.readsBack) return await this.#place.put(secret, observed, options)
    const current = await this.#place.read()
    const attempt = { to: this.to, current: current.secret, observed, secret, options }
    if (fence(attempt) === 'unneeded') return
    await this.#put(secret, current)
  }

  /** A failed write is settled by reading, and sent once more where it certainly was not stored. */
  async #put(secret: Secret, current: Observation): Promise<void> {
    try {
      await this.#place.put(secret, current)
    } catch (error) {
      if (!(error instanceof DestinationUnavailable)) throw error
      const unclear = error.failure === 'timeout' || error.failure === 'unresponsive'
      if (!unclear && !(error instanceof DestinationConflict)) throw error
      const now = await this.#place.read().catch(() => undefined)
      if (now?.secret?.equals(secret)) return
      if (error.failure !== 'timeout' || !now || !same(now, current)) throw error
      await this.#place.put(secret, current)
    }
  }
}

function same(one: Observation, other: Observation): boolean {
  if (one.version !== other.version) return false
  const [a, b] = [one.secret, other.secret]
  return a === undefined || b === undefined ? a === b : a.equals(b)
}
