import { StoreUnavailable } from '../../../domain/errors.ts'
import type { KeychainEngine } from '../../../domain/profile.ts'
import { choices, keychainFailure } from './failures.ts'
import { type KeychainCall, lineReader, parseAnswer } from './protocol.ts'
import { type EarlyChild, type KeychainChild, startChild } from './start-child.ts'

export interface KeychainProcessOptions {
  /** The built `keychain-child.cjs`, or the argument by which a single binary takes its place. */
  childPath: string
  /** One of it that runs already: it is used first. */
  earlyChild?: EarlyChild | undefined
  engine: KeychainEngine
  env: Record<string, string>
  /** How long one call may take, in milliseconds, until the child is killed. */
  timeoutMs: number
  /** Called once a call has been waiting for two seconds, for somebody may have to type a password. */
  onWaiting?: () => void
}

interface Pending {
  resolve(value: string | null): void
  reject(error: StoreUnavailable): void
  timers: (NodeJS.Timeout | undefined)[]
}

const waitingAfter = 2000
const ofTerminals = new Set<NodeJS.Signals>(['SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGTERM'])
/** Longer than it takes a signal to be heard, in milliseconds. */
const aMoment = 200

/**
 * The killable process that makes the keychain calls: one for all calls of a run, started by the first,
 * replaced after it was killed. A call that waits keeps this process alive; the child by itself does not.
 */
export class KeychainProcess {
  readonly #options: KeychainProcessOptions
  readonly #pending = new Map<number, Pending>()
  readonly #stop = () => this.stop()
  #child: KeychainChild | undefined
  #lastId = 0

  constructor(options: KeychainProcessOptions) {
    this.#options = options
  }

  /** Kills the child; calls that wait fail. */
  stop(): void {
    this.#end(ended('it was stopped'))
  }

  /** One call. Rejects with `StoreUnavailable`; after a `timeout` its outcome is not known. */
  call(call: KeychainCall): Promise<string | null> {
    return new Promise<string | null>((resolve, reject) => {
      const id = this.#send(call)
      const { timeoutMs, onWaiting } = this.#options
      const note = onWaiting && setTimeout(onWaiting, waitingAfter)
      const limit = setTimeout(() => this.#end(timedOut(timeoutMs)), timeoutMs)
      this.#pending.set(id, { resolve, reject, timers: [note, limit] })
    })
  }

  #send(call: KeychainCall): number {
    this.#child ??= this.#spawn()
    const id = ++this.#lastId
    this.#child.stdin.write(`${JSON.stringify({ id, engine: this.#options.engine, ...call })}\n`)
    return id
  }

  #spawn(): KeychainChild {
    const { childPath, earlyChild, env } = this.#options
    const child = earlyChild?.take() ?? startChild(childPath, env)
    const gone = (how: string) => {
      if (this.#child === child) this.#end(ended(how))
    }
    child.on('error', error => gone(error.message))
    child.on('exit', (code, signal) => {
      if (signal === null) gone(`exit code ${code}`)
      // A terminal sends them to this process too: what became of it is for that to say.
      else if (ofTerminals.has(signal)) setTimeout(() => gone(signal), aMoment)
      else gone(signal)
    })
    child.stdout.setEncoding('utf8').on(
      'data',
      lineReader(line => this.#receive(line)),
    )
    process.once('exit', this.#stop)
    return child
  }

  #receive(line: string): void {
    const answer = parseAnswer(line)
    const pending = answer && this.#pending.get(answer.id)
    if (!pending) return
    this.#pending.delete(answer.id)
    pending.timers.forEach(clearTimeout)
    if ('value' in answer) pending.resolve(answer.value)
    else pending.reject(answer.missing ? notInstalled(this.#options.engine) : keychainFailure(answer.error))
  }

  #end(error: StoreUnavailable): void {
    this.#child?.kill('SIGKILL')
    this.#child = undefined
    process.removeListener('exit', this.#stop)
    const waiting = [...this.#pending.values()]
    this.#pending.clear()
    for (const pending of waiting) {
      pending.timers.forEach(clearTimeout)
      pending.reject(error)
    }
  }
}

function timedOut(timeoutMs: number): StoreUnavailable {
  return new StoreUnavailable(`the keychain did not answer within ${timeoutMs / 1000} s`, {
    failure: 'timeout',
    retryable: true,
    hint: 'it may be locked with nobody to answer its prompt: unlock it, or choose --store age or --store pass',
  })
}

function ended(how: string): StoreUnavailable {
  return new StoreUnavailable(`the keychain's own process ended early (${how})`, {
    failure: 'unresponsive',
    hint: choices,
  })
}

function notInstalled(engine: KeychainEngine): StoreUnavailable {
  const name = engine === 'keytar' ? 'keytar' : '@napi-rs/keyring'
  return new StoreUnavailable(`the keychain engine ${name} is not installed or cannot be loaded`, {
    failure: 'unavailable',
    hint:
      engine === 'keytar'
        ? "install it beside beatpass, or set the profile's keychainEngine to napi-keyring"
        : 'install beatpass again, or choose another store with --store age or --store pass',
  })
}
