import { resolve } from 'node:path'
import { changedMeanwhile } from '../../domain/changed-meanwhile.ts'
import { pinned } from '../../domain/destination.ts'
import { DestinationUnavailable, InvalidInput, StoreUnavailable } from '../../domain/errors.ts'
import { printable } from '../../domain/printable.ts'
import { Secret } from '../../domain/secret.ts'
import type { DestinationFacts, Observation } from '../../ports/destination.ts'
import type { Locks } from '../../ports/locks.ts'
import { passFolder, passPlace } from '../secret-stores/locations.ts'
import type { PasswordStore } from '../secret-stores/pass/password-store.ts'
import { refuseUnstorable } from '../secret-stores/refuse-unstorable.ts'
import { underLock } from '../under-lock.ts'
import type { RemotePlace } from './remote/remote-destination.ts'

/** What `pass:` needs to know of the world. */
export interface PassPlaceOptions {
  env: Record<string, string | undefined>
  /** Whether a person is there to give gpg a passphrase. */
  canPrompt?: boolean
  note(line: string): void
  /** The folder of the password store that a remembered place is in. */
  rememberedIn?: string | undefined
  /** Holds off other runs between the comparison and the write; none unless given. */
  locks?: Locks
  /** For one run of pass, milliseconds. */
  timeoutMs?: number
}

/** See `DestinationFacts`. */
export const passFacts: DestinationFacts = {
  scheme: 'pass',
  form: 'pass:PATH',
  about: 'the first line of an entry of your password store; its other lines stay',
  needs: 'pass, gpg, and a key it can use without asking (or a person to ask)',
  readsBack: true,
  writesConditionally: false,
}

/** `pass:PATH`: the first line of an entry of pass, the standard unix password manager, is the password. */
export class PassPlace implements RemotePlace {
  readonly to: string
  readonly address: string
  readonly readsBack = true
  readonly writesConditionally = false
  readonly #path: string
  readonly #options: PassPlaceOptions
  readonly #folder: string
  #opened: PasswordStore | undefined

  /** Throws `InvalidInput` for what cannot be the path of an entry. */
  constructor(path: string, options: PassPlaceOptions) {
    refuseOddPath(path)
    this.#path = path
    this.#options = options
    this.to = `pass:${path}`
    this.#folder = resolve(passFolder(options.env))
    this.address = pinned(this.to, options.rememberedIn ?? this.#folder)
  }

  async probe(): Promise<void> {
    await this.#using(async store => {
      await store.probe(this.#path)
      await store.show(this.#path)
    })
  }

  async read(): Promise<Observation> {
    const text = await this.#using(store => store.show(this.#path))
    return { secret: firstLineOf(text), version: undefined }
  }

  async put(secret: Secret, current: Observation): Promise<void> {
    refuseSeveralLines(secret)
    await this.#using(async store => {
      refuseUnstorable({ service: 'beatpass', account: this.#path }, secret)
      await underLock(passPlace(this.#options.env, this.#path), this.#options.locks, async () => {
        const text = await store.show(this.#path)
        if (firstLineOf(text)?.reveal() !== current.secret?.reveal()) throw changedMeanwhile(this.to)
        await store.insert(this.#path, `${secret.reveal()}\n${furtherLinesOf(text)}`)
      })
    })
  }

  async #using<Result>(work: (store: PasswordStore) => Promise<Result>): Promise<Result> {
    try {
      return await work(await this.#store())
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || error instanceof DestinationUnavailable) throw error
      const { message, hint, failure, retryable } = error
      throw new DestinationUnavailable(`${this.to}: ${message}`, {
        ...(hint === undefined ? {} : { hint }),
        failure: failure === 'mismatch' ? 'unresponsive' : failure,
        retryable,
        cause: error,
      })
    }
  }

  async #store(): Promise<PasswordStore> {
    this.#refuseOtherStore()
    const { env, canPrompt = false, note, timeoutMs } = this.#options
    const { PasswordStore } = await import('../secret-stores/pass/password-store.ts')
    this.#opened ??= new PasswordStore({
      env,
      interactive: canPrompt,
      onWaiting: note,
      otherwise: 'choose another destination',
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    })
    return this.#opened
  }

  /** The keys and the rest of what pass goes by belong to the store of today: no entry of another is touched with them. */
  #refuseOtherStore(): void {
    const { rememberedIn = this.#folder } = this.#options
    if (rememberedIn === this.#folder) return
    throw new DestinationUnavailable(
      `${this.to} is in the password store ${rememberedIn}, and pass uses ${this.#folder} now`,
      {
        hint: 'set PASSWORD_STORE_DIR to the first, or name every destination with --to',
        failure: 'refused',
      },
    )
  }
}

/** File names have at most 255 bytes; `.gpg` and gpg's own additions want some. */
const longestPart = 200

function refuseOddPath(path: string): void {
  const problem = problemWith(path)
  if (problem === undefined) return
  throw new InvalidInput(problem, {
    hint: "as pass show takes it, without empty parts, '.', '..' and '.git': pass:ci/beatpass",
  })
}

function problemWith(path: string): string | undefined {
  if (path === '') return 'pass: names no entry'
  if (printable(path) !== path) {
    return `the path of a pass entry cannot hold control or invisible characters: '${printable(path)}'`
  }
  const parts = path.split('/')
  if (parts.some(part => ['', '.', '..'].includes(part) || part.toLowerCase() === '.git')) {
    return `not the path of a pass entry: '${path}'`
  }
  const tooLong = parts.some(part => Buffer.byteLength(part) > longestPart)
  return tooLong ? `a part of the path of a pass entry has more than ${longestPart} bytes` : undefined
}

function refuseSeveralLines(secret: Secret): void {
  if (!/[\r\n]/.test(secret.reveal())) return
  throw new DestinationUnavailable('the secret has several lines, and pass: stores one', {
    hint: 'choose another destination',
    failure: 'refused',
  })
}

function firstLineOf(text: string | undefined): Secret | undefined {
  const [line] = text?.split('\n', 1) ?? []
  return line ? new Secret(line) : undefined
}

function furtherLinesOf(text = ''): string {
  const end = text.indexOf('\n')
  return end === -1 ? '' : text.slice(end + 1)
}
