import type { Receipt } from '../domain/destination.ts'
import { BeatpassError, CredentialRejected, DestinationConflict, OutcomeUnknown } from '../domain/errors.ts'
import type { Actor, Answer, Effect, Held, Id, Phase, Run, Snapshot } from '../domain/rotation/run.ts'
import type { Secret } from '../domain/secret.ts'
import type { PlatformToken } from '../domain/token.ts'
import type { Destination, Observation } from '../ports/destination.ts'
import { lookAgain } from './deliver.ts'
import type { DriverPorts, RotationEnd, RotationWork } from './rotation-work.ts'
import { TokenIds } from './token-id.ts'

/** Milliseconds to wait in a phase: until the list rests, shows a new token, settles; until a token is accepted; until a rival withdraws. */
const waits: Partial<Record<Phase, number>> = {
  observing: 300,
  awaiting: 2_500,
  checking: 1_000,
  proving: 2_500,
  securing: 1_000,
  withdrawing: 500,
}

/** Performs effects; holds the secrets of one run in memory. */
export class RotationHands {
  readonly #work: RotationWork
  readonly #ports: DriverPorts
  readonly #observed = new Map<number, Observation>()
  readonly #before = new Map<number, Observation>()
  readonly #receipts = new Map<number, Receipt>()
  readonly #doomed = new Set<Id>()
  readonly #made = new Map<Id, string>()
  /** Nonces of creates that may be done yet. */
  readonly #late = new Set<string>()
  readonly #ids: TokenIds
  #created: RotationEnd['created']
  #claimSecret: Secret | undefined
  #proven: Secret | undefined
  #listed: readonly PlatformToken[] = []
  #failure: BeatpassError | undefined

  constructor(work: RotationWork, ports: DriverPorts) {
    this.#work = work
    this.#ports = ports
    this.#ids = new TokenIds(ports)
  }

  finish(run: Run, planned: Effect | undefined): Omit<RotationEnd, 'overdue'> {
    const receipts = [...this.#receipts.entries()].sort(([a], [b]) => a - b).map(([, receipt]) => receipt)
    return {
      run,
      created: run.ownsClaim ? this.#created : undefined,
      secret: this.#proven,
      receipts,
      doomed: this.#doomed,
      listed: this.#listed,
      failure: this.#failure,
      late: [...this.#late].map(nonce => this.#work.nameFor(nonce)),
      planned,
    }
  }

  /** The answer to an effect. Failures of the world become answers; a bug is thrown. */
  async perform(effect: Exclude<Effect, { do: 'end' }>): Promise<Answer> {
    try {
      return await this.#perform(effect)
    } catch (error) {
      if (!(error instanceof BeatpassError)) throw error
      this.#failure = error instanceof CredentialRejected ? this.#rejected(effect, error) : error
      if (effect.do === 'create' && error instanceof OutcomeUnknown && error.mayComeLate)
        this.#late.add(effect.nonce)
      return { kind: error instanceof OutcomeUnknown ? 'lost' : 'failed' }
    }
  }

  /** A 401 for the successor is not the user's credential. */
  #rejected(effect: Effect, error: CredentialRejected): BeatpassError {
    const asClaim = 'as' in effect && effect.as === 'claim' && this.#claimSecret !== undefined
    return asClaim
      ? new CredentialRejected('the platform rejects the successor', { cause: error })
      : this.#work.rejected(error)
  }

  async #perform(effect: Exclude<Effect, { do: 'end' }>): Promise<Answer> {
    switch (effect.do) {
      case 'list':
        return { kind: 'listed', snapshot: await this.#list(effect.as) }
      case 'read':
        return { kind: 'held', held: await this.#read(effect.at) }
      case 'create':
        return await this.#create(effect.nonce)
      case 'write':
        return await this.#write(effect.at)
      case 'prove':
        return await this.#prove(effect.at, effect.id)
      case 'restore':
        return await this.#restore(effect.at)
      case 'revoke':
        this.#doomed.add(effect.id)
        await this.#ports.platform.revokeToken(this.#actor(effect.as), effect.id)
        return { kind: 'done' }
      case 'disprove':
        return await this.#disprove(effect.id)
      case 'wait':
        await this.#ports.clock.sleep(waits[effect.for] ?? 0)
        return { kind: 'done' }
    }
  }

  #actor(as: Actor): Secret {
    const { tokensManage } = this.#ports.platform.facts
    return as === 'claim' && tokensManage
      ? (this.#claimSecret ?? this.#work.credential)
      : this.#work.credential
  }

  async #list(as: Actor): Promise<Snapshot> {
    const { tokens, serverTime } = await this.#ports.platform.listTokens(this.#actor(as))
    this.#listed = tokens
    const now = serverTime ?? this.#ports.clock.now()
    const selected = this.#work.select(tokens, this.#made, now)
    for (const { nonce } of selected) if (nonce !== null) this.#late.delete(nonce)
    return { tokens: selected, serverTime: serverTime?.getTime() ?? null }
  }

  async #read(at: number): Promise<Held> {
    const destination = this.#destination(at)
    const observed = await destination.observe()
    this.#observed.set(at, observed)
    if (!this.#created || !observed.secret?.equals(this.#created.secret)) this.#before.set(at, observed)
    if (!destination.readsBack) return { kind: 'unreadable' }
    if (!observed.secret) return { kind: 'nothing' }
    const id = await this.#ids.of(observed.secret)
    return id === undefined ? { kind: 'other' } : { kind: 'token', id }
  }

  async #create(nonce: string): Promise<Answer> {
    const { nameFor, request, credential } = this.#work
    const created = await this.#ports.platform.createToken(credential, { ...request, name: nameFor(nonce) })
    this.#created = created
    this.#made.set(created.token.id, nonce)
    this.#claimSecret = created.secret
    this.#proven = undefined
    return { kind: 'created', id: created.token.id }
  }

  async #write(at: number): Promise<Answer> {
    const destination = this.#destination(at)
    const observed = this.#observed.get(at)
    if (!this.#claimSecret || !observed) throw new Error('written before it was created and observed')
    try {
      await destination.write(this.#claimSecret, observed)
      this.#note(at, 'accepted')
      return { kind: 'done' }
    } catch (error) {
      if (!(error instanceof BeatpassError)) throw error
      this.#failure = error
      this.#note(at, 'failed', error.message)
      if (error instanceof DestinationConflict) return { kind: 'conflict' }
      const holds = await lookAgain(this.#claimSecret, observed, destination, error)
      if (holds === 'yes') this.#note(at, 'accepted')
      return { kind: holds === 'yes' ? 'done' : holds === 'no' ? 'failed' : 'unclear' }
    }
  }

  async #prove(at: number, id: Id): Promise<Answer> {
    const destination = this.#destination(at)
    const held = destination.readsBack ? (await destination.observe()).secret : this.#claimSecret
    const own = this.#created?.token.id === id ? this.#created.secret : undefined
    if (!held || (own && !held.equals(own)) || (!own && ((await this.#ids.of(held)) ?? id) !== id)) {
      this.#note(at, 'failed', 'it holds another value')
      return { kind: 'differs' }
    }
    if (!this.#proven?.equals(held)) {
      if (!(await this.#ports.platform.accepts(held))) return { kind: 'dead' }
      this.#proven = held
      this.#claimSecret = held
    }
    this.#note(at, destination.readsBack ? 'verified' : 'accepted')
    return { kind: 'alive' }
  }

  async #restore(at: number): Promise<Answer> {
    const destination = this.#destination(at)
    const previous = this.#before.get(at)?.secret
    const current = await destination.observe()
    if (previous && current.secret && this.#claimSecret && current.secret.equals(this.#claimSecret)) {
      await destination.write(previous, current, { restore: true })
    }
    this.#note(at, 'failed', 'the previous value was put back')
    return { kind: 'done' }
  }

  /** Asks with the old secret itself, where this run has seen it. */
  async #disprove(id: Id): Promise<Answer> {
    const known = [this.#work.credential, ...[...this.#before.values()].map(({ secret }) => secret)]
    const secret = known.find(one => one && this.#ids.known(one) === id)
    if (!secret) return { kind: 'done' }
    return { kind: (await this.#ports.platform.accepts(secret)) ? 'alive' : 'dead' }
  }

  #destination(at: number): Destination {
    const destination = this.#work.destinations[at]
    if (!destination) throw new Error(`no destination ${at}`)
    return destination
  }

  #note(at: number, status: Receipt['status'], error?: string): void {
    const { to } = this.#destination(at)
    this.#receipts.set(at, {
      to,
      status,
      at: this.#ports.clock.now(),
      ...(error === undefined ? {} : { error }),
    })
  }
}
