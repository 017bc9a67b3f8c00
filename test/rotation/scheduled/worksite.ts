import type { Scheduler } from 'fast-check'
import type { CredentialRejected } from '../../../src/domain/errors.ts'
import { labelOf, nonceOf, taggedName } from '../../../src/domain/label.ts'
import type { Goal, Snapshot } from '../../../src/domain/rotation/run.ts'
import type { PlatformToken } from '../../../src/domain/token.ts'
import { driveRotation } from '../../../src/operations/rotation-driver.ts'
import type { RotationEnd } from '../../../src/operations/rotation-work.ts'
import { FixedRandom } from '../../fakes/fixed-random.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { MemoryDestination } from '../../fakes/memory-destination.ts'
import { Faults } from '../../fakes/memory-faults.ts'
import { MemoryPlatform } from '../../fakes/memory-platform.ts'
import { scheduledDestination, scheduledPlatform, Worker } from './worker.ts'

const label = 'ci-main'
const lease = 15 * 60_000

/** One platform, two destinations that hold token 2, and the real driver as often as wanted; every call is scheduled. */
export class Worksite {
  readonly clock = new ManualClock()
  readonly platform = new MemoryPlatform(this.clock, [{ email: 'a@b.test', password: 'p' }])
  readonly session = this.platform.plant('beatpass cli on ci').secret
  readonly predecessor = this.platform.plant(label)
  readonly strangers = [this.platform.plant('ci-main-2 ~aaaaaaaaaa').id, this.platform.plant(label).id]
  readonly destinations: readonly MemoryDestination[]
  readonly workers: Worker[] = []
  readonly ends: Promise<RotationEnd>[] = []
  /** The first broken invariant; a killed process cannot tell of it. */
  broken: Error | undefined
  readonly #scheduler: Scheduler
  readonly #random = new FixedRandom()

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler
    const { secret: held } = this.predecessor
    this.destinations = ['one:', 'two:'].map(to => new MemoryDestination({ to, held }))
    this.clock.advance(2 * lease)
  }

  /** Sets a rotator to work, beside those that are at it. */
  start(mode: Goal['mode']): void {
    const worker = new Worker(this.#scheduler, `rotator ${this.workers.length}`)
    this.workers.push(worker)
    const look = () => this.#checkDestinations()
    const ports = {
      platform: scheduledPlatform(worker, this.platform, look),
      clock: { now: () => this.clock.now(), sleep: () => worker.call('sleep', async () => undefined) },
      interruption: worker,
    }
    const destinations = this.destinations.map(one => scheduledDestination(worker, one, look))
    const end = driveRotation({ ...this.#work(mode), destinations }, ports)
    end.catch((error: Error) => {
      this.broken ??= error
    })
    this.ends.push(end)
  }

  /** One clean run, alone, after every lease is over; what is left must be healed. */
  async heal(): Promise<void> {
    this.clock.advance(2 * lease)
    this.platform.faults = new Faults()
    for (const destination of this.destinations) destination.faults = {}
    const interruption = { requested: false, during: <T>(work: () => Promise<T>) => work() }
    const ports = { platform: this.platform, clock: this.clock, interruption }
    const { run } = await driveRotation({ ...this.#work('rotate'), destinations: this.destinations }, ports)
    if (run.verdict !== 'rotated') throw new Error(`I7: the clean run ended ${run.verdict}: ${run.why}`)
    this.#checkDestinations()
    if (this.broken) throw this.broken
    const live = this.#select(this.platform.tokens.map(asListed)).map(({ id }) => id)
    const held = this.destinations.map(one => one.held?.tokenId)
    if (live.length !== 1 || held.some(id => id !== live[0]))
      throw new Error(`I7: tokens ${live.join(', ')} live, the destinations hold ${held.join(', ')}`)
    for (const id of this.strangers) if (!this.#lives(id)) throw new Error(`I6: stranger ${id} was revoked`)
  }

  #work(mode: Goal['mode']) {
    const nonces = Array.from({ length: 4 }, () => this.#random.nonce(10))
    return {
      goal: {
        mode,
        dueIds: [],
        grace: 0,
        lease,
        settled: [],
        destinations: this.destinations.length,
        nonces,
      },
      credential: this.session,
      rejected: (error: CredentialRejected) => error,
      nameFor: (nonce: string) => taggedName(label, nonce),
      request: { expiresAt: null },
      select: (tokens: readonly PlatformToken[]) => this.#select(tokens),
      dryRun: false,
      onEffect: () => undefined,
    }
  }

  #select(tokens: readonly PlatformToken[]): Snapshot['tokens'] {
    return tokens
      .map(({ id, name, createdAt }) => ({ id, name, nonce: nonceOf(name) ?? null, createdAt }))
      .filter(
        ({ id, name, nonce }) =>
          id === this.predecessor.id ||
          (labelOf(name) === label && nonce !== null && !this.strangers.includes(id)),
      )
      .map(({ id, nonce, createdAt }) => ({ id, nonce, createdAt: createdAt?.getTime() ?? null }))
  }

  /** I1: whatever a destination holds lives; they all held a live one from the start. */
  #checkDestinations(): void {
    for (const { to, held } of this.destinations) {
      if (held?.tokenId && this.#lives(held.tokenId)) continue
      this.broken ??= new Error(`I1: ${to} holds token ${held?.tokenId}`)
    }
  }

  #lives(id: string): boolean {
    return this.platform.tokens.some(token => String(token.id) === id)
  }
}

function asListed({ id, name, createdAt }: { id: number; name: string; createdAt: Date }): PlatformToken {
  const rest = { expiresAt: null, lastUsedAt: null, environment: null, revoked: false }
  return { id: String(id), name, createdAt, ...rest }
}
