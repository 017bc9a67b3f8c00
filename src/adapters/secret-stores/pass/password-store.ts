import { access, constants, copyFile, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { StoreUnavailable } from '../../../domain/errors.ts'
import { plainWord } from '../../../domain/shell-word.ts'
import { codeOf } from '../../files/private-file.ts'
import { passFolder } from '../locations.ts'
import { explained, passFailure } from './failures.ts'
import { type PassResult, runPass } from './run-pass.ts'

export interface PassOptions {
  /** `PASSWORD_STORE_DIR`, `GNUPGHOME`, `PATH` and the rest of what pass and gpg go by. */
  env: Record<string, string | undefined>
  /** Whether a person is there to give gpg a passphrase. */
  interactive?: boolean
  /** How long one run of pass may take; 15 s (it may commit to git), and 60 s with a person to type a passphrase. */
  timeoutMs?: number
  /** Told once a run has taken two seconds; only when `interactive`. */
  onWaiting?: (line: string) => void
  /** What to do where pass is not installed, for the hint: "choose another destination". */
  otherwise?: string
}

/**
 * The user's password store, by the paths of its entries; texts are whole entries, with their line ends. pass exits 0
 * although its git commit failed, and 1 although it stored, so that only what reads back counts.
 * Every method throws `StoreUnavailable`.
 */
export class PasswordStore {
  readonly folder: string
  readonly #options: PassOptions

  constructor(options: PassOptions) {
    this.#options = options
    this.folder = passFolder(options.env)
  }

  /** Inserts and shows an entry in a throw-away store with the keys for that path: all but the last step, and it asks gpg's prompt. */
  async probe(path: string): Promise<void> {
    const idFile = await this.#findIdFile(path)
    await refuseUnwritable(dirname(join(this.folder, path)))
    const folder = await mkdtemp(join(tmpdir(), 'beatpass-'))
    try {
      if (idFile) await copyIds(idFile, folder)
      const env = { ...this.#options.env, PASSWORD_STORE_DIR: folder }
      await new PasswordStore({ ...this.#options, env }).insert('probe', 'probe\n')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  /** The entry, or `undefined` when there is none. */
  async show(path: string): Promise<string | undefined> {
    if (!(await this.#holds(path))) return undefined
    const { exitCode, stdout, stderr } = await this.#run(['show', '--', path])
    if (exitCode !== 0) throw passFailure(stderr)
    if (stdout === '') throw explained('corrupt')
    return stdout
  }

  /** Stores the entry in place of any other, and returns only once it reads back the same. */
  async insert(path: string, text: string): Promise<void> {
    await this.#findIdFile(path)
    const { exitCode, stderr } = await this.#run(['insert', '--multiline', '--force', '--', path], text)
    const stored = await this.show(path).catch(error => {
      throw exitCode === 0 ? error : passFailure(stderr)
    })
    if (stored === text) return
    throw exitCode === 0 ? notTheSame(path) : passFailure(stderr)
  }

  /** Removing an absent entry is not an error. */
  async remove(path: string): Promise<void> {
    if (!(await this.#holds(path))) return
    const { stderr } = await this.#run(['rm', '--force', '--', path])
    if (await this.#holds(path)) throw passFailure(stderr)
  }

  /** pass says the same of an absent entry, an absent store and a folder of that name: only the file tells. */
  async #holds(path: string): Promise<boolean> {
    if (await exists(join(this.folder, `${path}.gpg`))) return true
    await this.#findIdFile(path)
    return false
  }

  /** The file that names the keys for a path, as pass looks it up, or null where `PASSWORD_STORE_KEY` does. */
  async #findIdFile(path: string): Promise<string | null> {
    if (this.#options.env.PASSWORD_STORE_KEY) return null
    for (let folder = path; folder !== '.'; ) {
      folder = dirname(folder)
      const file = join(this.folder, folder, '.gpg-id')
      if (await exists(file)) return file
    }
    throw explained('uninitialised')
  }

  #run(args: string[], input?: string): Promise<PassResult> {
    const { env, interactive = false, onWaiting, otherwise } = this.#options
    const timeoutMs = this.#options.timeoutMs ?? (interactive ? 60_000 : 15_000)
    const waiting = interactive && onWaiting ? () => onWaiting('waiting for pass') : undefined
    return runPass({ args, env, input, interactive, timeoutMs, onWaiting: waiting, otherwise })
  }
}

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
    hint: `look at it with pass show ${plainWord(path)}`,
  })
}
