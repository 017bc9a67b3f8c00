import { StoreUnavailable } from '../../domain/errors.ts'
import type { KeychainEngine } from '../../domain/profile.ts'
import { Secret } from '../../domain/secret.ts'
import type { Entry, SecretStore } from '../../ports/secret-store.ts'
import { keychainEnvironment } from './keychain/child-environment.ts'
import { KeychainProcess } from './keychain/child-process.ts'
import type { EarlyChild } from './keychain/start-child.ts'
import { keychainTitle } from './locations.ts'
import { refuseUnstorable } from './refuse-unstorable.ts'

export interface KeychainOptions {
  /** The built `keychain-child.cjs`, or the argument by which a single binary takes its place. */
  childPath: string
  /** One of it that runs already: the first call goes there. */
  earlyChild?: EarlyChild | undefined
  env: Record<string, string | undefined>
  engine?: KeychainEngine
  /** Whether a person is there to answer the keychain's own prompt. */
  interactive?: boolean
  /** How long one call may take; 5 s, and 60 s with a person to type a password. */
  timeoutMs?: number
  /** Told once a call has waited for two seconds; only when `interactive`. */
  onWaiting?: (line: string) => void
}

/** Windows keeps 2560 bytes. */
const maxLength = 1280

/**
 * The OS's own keychain (macOS Keychain, Windows Credential Manager, Secret Service), each call made in a process that
 * can be killed. With the engine `keytar` a locked Secret Service reads as an empty one: `read` gives `undefined`
 * and `remove` does nothing; `probe` and `write` still fail with `locked`.
 */
export class Keychain implements SecretStore {
  readonly name = 'keychain'
  readonly location = keychainTitle()
  readonly #process: KeychainProcess

  constructor(options: KeychainOptions) {
    const { childPath, earlyChild, engine = 'napi-keyring', interactive = false, onWaiting } = options
    this.#process = new KeychainProcess({
      childPath,
      earlyChild,
      engine,
      env: keychainEnvironment(options.env),
      timeoutMs: options.timeoutMs ?? (interactive ? 60_000 : 5_000),
      ...(interactive && onWaiting
        ? { onWaiting: () => onWaiting('waiting for the keychain to be unlocked') }
        : {}),
    })
  }

  /** Ends the child; the next call starts another. Not needed before the process ends. */
  close(): void {
    this.#process.stop()
  }

  /**
   * Sets and deletes an entry that holds nothing. A read would prove less: in a locked Secret Service an absent entry
   * reads as absent, and both engines unlock only for an item that is there. Each probe has its own, for another's
   * deletion between looking and setting would fail it.
   */
  async probe(): Promise<void> {
    const { randomBytes } = process.getBuiltinModule('node:crypto')
    const rehearsal: Entry = { service: 'beatpass', account: `probe-${randomBytes(4).toString('hex')}` }
    await this.#process.call({ call: 'set', ...rehearsal, secret: 'probe' })
    await this.#process.call({ call: 'delete', ...rehearsal })
  }

  async read(entry: Entry): Promise<Secret | undefined> {
    refuseUnstorable(entry, undefined, maxLength)
    const text = await this.#process.call({ call: 'get', ...entry })
    return text === null ? undefined : new Secret(text)
  }

  async write(entry: Entry, secret: Secret): Promise<void> {
    refuseUnstorable(entry, secret, maxLength)
    try {
      await this.#process.call({ call: 'set', ...entry, secret: secret.reveal() })
    } catch (error) {
      throw withUnknownOutcome(error)
    }
    const stored = await this.read(entry)
    if (stored?.equals(secret)) return
    throw new StoreUnavailable('the keychain gave back something else than was stored', {
      failure: 'mismatch',
      hint: 'look for another program that writes the same entry',
    })
  }

  async remove(entry: Entry): Promise<void> {
    refuseUnstorable(entry, undefined, maxLength)
    await this.#process.call({ call: 'delete', ...entry })
  }
}

function withUnknownOutcome(error: unknown): unknown {
  if (!(error instanceof StoreUnavailable)) return error
  if (error.failure !== 'timeout' && error.failure !== 'unresponsive') return error
  return new StoreUnavailable(`${error.message}; whether the secret was stored is not known`, {
    failure: error.failure,
    retryable: true,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    cause: error,
  })
}
