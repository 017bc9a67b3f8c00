import { pinned } from '../../../domain/destination.ts'
import { BeatpassError, DestinationConflict, DestinationUnavailable } from '../../../domain/errors.ts'
import type { Secret } from '../../../domain/secret.ts'
import type { Destination, Observation, WriteOptions } from '../../../ports/destination.ts'
import { fence } from '../fencing.ts'
import type { PlaceServer } from './place-server.ts'

/** One place of a remote service: what each adapter states of its own. Every one passes test/contracts/destination.ts. */
export interface RemotePlace {
  /** As typed, safe to print. */
  readonly to: string
  /** The address to remember it by, where `to` may mean another place another time; else `to`. */
  readonly address?: string
  /** The server that it is on, where neither tells: it is remembered with it. */
  readonly server?: PlaceServer
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
  readonly readsBack: boolean
  readonly writesConditionally: boolean
  readonly #place: RemotePlace
  readonly #rememberedOn: string | undefined

  /** `rememberedOn` is the server that a remembered place is on. */
  constructor(place: RemotePlace, rememberedOn?: string) {
    this.#place = place
    this.#rememberedOn = rememberedOn
    this.to = place.to
    this.readsBack = place.readsBack
    this.writesConditionally = place.writesConditionally
  }

  get address(): string {
    const server = this.#rememberedOn ?? this.#serverOfToday()
    return server === undefined ? (this.#place.address ?? this.to) : pinned(this.to, server)
  }

  async probe(): Promise<void> {
    await this.#refuseOtherServer()
    await this.#place.probe()
  }

  async observe(): Promise<Observation> {
    await this.#refuseOtherServer()
    return await this.#place.read()
  }

  async write(secret: Secret, observed: Observation, options?: WriteOptions): Promise<void> {
    await this.#refuseOtherServer()
    if (!this.readsBack) return await this.#place.put(secret, observed, options)
    const current = await this.#place.read()
    const attempt = { to: this.to, current: current.secret, observed, secret, options }
    if (fence(attempt) === 'unneeded') return
    await this.#put(secret, current)
  }

  /** What was delivered to one server stays in use there: a delivery to another would have it revoked all the same. */
  async #refuseOtherServer(): Promise<void> {
    const { server } = this.#place
    if (!server || this.#rememberedOn === undefined) return
    const today = await server.find()
    if (today === undefined || today === this.#rememberedOn) return
    throw new DestinationUnavailable(
      `${this.to} is on ${this.#rememberedOn}, and today ${server.by} leads to ${today}`,
      { hint: `set ${server.by} as before, or name every destination with --to`, failure: 'refused' },
    )
  }

  /** What leads nowhere is for the probe to tell. */
  #serverOfToday(): string | undefined {
    try {
      return this.#place.server?.known()
    } catch (error) {
      if (error instanceof BeatpassError) return undefined
      throw error
    }
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
