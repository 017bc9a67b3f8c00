import { access, constants, copyFile, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { StoreUnavailable } from '../../domain/errors.ts'
import { Secret } from '../../domain/secret.ts'
import type { Entry, SecretStore } from '../../ports/secret-store.ts'
import { codeOf } from '../files/private-file.ts'
import { passFolder } from './locations.ts'
import { explained, passFailure } from './pass/failures.ts'
import { pathOf } from './pass/path-of.ts'
import { type PassResult, runPass } from './pass/run-pass.ts'
import { refuseUnstorable } from './refuse-unstorable.ts'

export interface PassStoreOptions {
  /** `PASSWORD_STORE_DIR`, `GNUPGHOME`, `PATH` and the rest of what pass and gpg go by. */
  env: Record<string, string | undefined>
  /** Whether a person is there to give gpg a passphrase. */
  interactive?: boolean
  /** How long one run of pass may take; 15 s (it may commit to git), and 60 s with a person to type a passphrase. */
  timeoutMs?: number
  /** Told once a run has taken two seconds; only when `interactive`. */
  onWaiting?: (line: string) => void
}

/**
 * `pass`, the standard unix password manager. An entry holds the secret and one line end, as `pass insert` would store
 * it. pass exits 0 although its git commit failed, and 1 although it stored, so that only what reads back counts.
 */
export class PassStore implements SecretStore {
  readonly name = 'pass'
  readonly location: string
  readonly #options: PassStoreOptions
  readonly #folder: string

  constructor(options: PassStoreOptions) {
    this.#options = options
    this.#folder = passFolder(options.env)
    this.location = `pass store ${this.#folder}`
  }

  /** Inserts and shows an entry in a throw-away store with the same key: all but the last step, and it asks gpg's prompt. */
  async probe(): Promise<void> {
    const idFile = await this.#findIdFile(pathOf(rehearsal))
    await refuseUnwritable(join(this.#folder, rehearsal.service))
    const folder = await mkdtemp(join(tmpdir(), 'beatpass-'))
    try {
      if (idFile) await copyIds(idFile, folder)
      const env = { ...this.#options.env, PASSWORD_STORE_DIR: folder }
      await new PassStore({ ...this.#options, env }).write(rehearsal, new Secret('probe'))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  async read(entry: Entry): Promise<Secret | undefined> {
    refuseUnstorable(entry)
    const path = pathOf(entry)
    if (!(await this.#holds(path))) return undefined
    const { exitCode, stdout, stderr } = await this.#run(['show', '--', path])
    if (exitCode !== 0) throw passFailure(stderr)
    if (stdout === '') throw explained('corrupt')
    return new Secret(stdout.replace(/\n$/, ''))
  }

  async write(entry: Entry, secret: Secret): Promise<void> {
    refuseUnstorable(entry, secret)
    const path = pathOf(entry)
    await this.#findIdFile(path)
    const { exitCode, stderr } = await this.#run(
      ['insert', '--multiline', '--force', '--', path],
      `${secret.reveal()}\n`,
    )
    const stored = await this.read(entry).catch(error => {
      throw exitCode === 0 ? error : passFailure(stderr)
    })
    if (stored?.equals(secret)) return
    throw exitCode === 0 ? notTheSame(path) : passFailure(stderr)
  }

  async remove(entry: Entry): Promise<void> {
    refuseUnstorable(entry)
    const path = pathOf(entry)
    if (!(await this.#holds(path))) return
    const { stderr } = await this.#run(['rm', '--force', '--', path])
    if (await this.#holds(path)) throw passFailure(stderr)
  }

  /** pass says the same of an absent entry, an absent store and a folder of that name: only the file tells. */
  async #holds(path: string): Promise<boolean> {
    if (await exists(join(this.#folder, `${path}.gpg`))) return true
    await this.#findIdFile(path)
    return false
  }

  /** The file that names the keys for a path, as pass looks it up, or null where `PASSWORD_STORE_KEY` does. */
  async #findIdFile(path: string): Promise<string | null> {
    if (this.#options.env.PASSWORD_STORE_KEY) return null
    for (let folder = path; folder !== '.'; ) {
      folder = dirname(folder)
      const file = join(this.#folder, folder, '.gpg-id')
      if (await exists(file)) return file
    }
    throw explained('uninitialised')
  }

  #run(args: string[], input?: string): Promise<PassResult> {
    const { env, interactive = false, onWaiting } = this.#options
    const timeoutMs = this.#options.timeoutMs ?? (interactive ? 60_000 : 15_000)
    const waiting = interactive && onWaiting ? () => onWaiting('waiting for pass') : undefined
    return runPass({ args, env, input, interactive, timeoutMs, onWaiting: waiting })
  }
}

/** Never a user's entry, whose account has a profile before the slash and a label after it. */
const rehearsal: Entry = { service: 'beatpass', account: 'probe' }

async function copyIds(idFile: string, folder: string): Promise<void> {
  await copyFile(idFile, join(folder, '.gpg-id'))
  if (await exists(`${idFile}.sig`)) await copyFile(`${idFile}.sig`, join(folder, '.gpg-id.sig'))
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return false
    throw cannotUse(path, error)
  }
}

async function refuseUnwritable(folder: string): Promise<void> {
  try {
    await access(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return refuseUnwritable(dirname(folder))
    throw cannotUse(folder, error)
  }
}

function cannotUse(path: string, error: unknown): StoreUnavailable {
  return new StoreUnavailable(`cannot use ${path} (${codeOf(error)})`, {
    hint: 'look at the folder and its owner',
    cause: error,
  })
}

function notTheSame(path: string): StoreUnavailable {
  return new StoreUnavailable(`pass gave back something else than was stored in ${path}`, {
    failure: 'mismatch',
    hint: `look at it with pass show ${path}`,
  })
}
