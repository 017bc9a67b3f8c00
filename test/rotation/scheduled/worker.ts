import type { Scheduler } from 'fast-check'
import type { Destination } from '../../../src/ports/destination.ts'
import type { Interruption } from '../../../src/ports/interruption.ts'
import type { Platform } from '../../../src/ports/platform.ts'

/** A process: the scheduler decides when each of its calls arrives, and when the answer does; it may be killed between. */
export class Worker implements Interruption {
  requested = false
  killed = false
  readonly #scheduler: Scheduler
  readonly #name: string

  constructor(scheduler: Scheduler, name: string) {
    this.#scheduler = scheduler
    this.#name = name
  }

  during<Result>(work: () => Promise<Result>): Promise<Result> {
    return work()
  }

  async call<Result>(what: string, act: () => Promise<Result>): Promise<Result> {
    await this.#turn(what)
    const settled = await act().then(
      value => ({ value }),
      (error: unknown) => ({ error }),
    )
    await this.#turn(`${what}, answered`)
    if ('error' in settled) throw settled.error
    return settled.value
  }

  /** A killed process gets no further turn. */
  async #turn(what: string): Promise<void> {
    await this.#scheduler.schedule(Promise.resolve(), `${this.#name}: ${what}`)
    if (this.killed) await new Promise(() => undefined)
  }
}

/** `look` runs after everything that may have changed something. */
export function scheduledPlatform(worker: Worker, platform: Platform, look: () => void): Platform {
  const call = <Result>(what: string, act: () => Promise<Result>) =>
    worker.call(what, () => act().finally(look))
  return {
    facts: platform.facts,
    apiUrl: platform.apiUrl,
    signIn: request => platform.signIn(request),
    listTokens: credential => call('list', () => platform.listTokens(credential)),
    accepts: credential => call('accepts', () => platform.accepts(credential)),
    tokenPages: credential => platform.tokenPages(credential),
    createToken: (credential, request) => call('create', () => platform.createToken(credential, request)),
    revokeToken: (credential, id) => call(`revoke ${id}`, () => platform.revokeToken(credential, id)),
  }
}

export function scheduledDestination(worker: Worker, place: Destination, look: () => void): Destination {
  const { to, address, readsBack, writesConditionally, remembered } = place
  return {
    to,
    address,
    readsBack,
    writesConditionally,
    remembered,
    probe: () => place.probe(),
    observe: () => worker.call(`read ${to}`, () => place.observe()),
    write: (secret, observed, options) =>
      worker.call(`write ${to}`, () => place.write(secret, observed, options).finally(look)),
  }
}
