import { constants, promises } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { BeatpassError, DestinationUnavailable, InvalidInput } from '../../domain/errors.ts'
import type { Secret } from '../../domain/secret.ts'
import type { Destination, DestinationFacts, Observation } from '../../ports/destination.ts'
import { fileFailure } from '../files/file-failure.ts'
import { codeOf } from '../files/private-file.ts'
import { parseEnvName } from './env-name.ts'
import type { Output } from './stdout.ts'
import type { Surroundings } from './target-file.ts'

/** See `DestinationFacts`. */
export const githubOutputFacts: DestinationFacts = {
  scheme: 'github-output',
  form: 'github-output:NAME',
  about: 'an output of the step in GitHub Actions, masked in the log first; not remembered',
  needs: 'a step in GitHub Actions',
  readsBack: false,
  writesConditionally: false,
}

/** See `DestinationFacts`. */
export const githubEnvFacts: DestinationFacts = {
  ...githubOutputFacts,
  scheme: 'github-env',
  form: 'github-env:NAME',
  about:
    'a variable of the steps that follow in the job in GitHub Actions, masked in the log first; not remembered',
}

const kinds = {
  'github-output': { variable: 'GITHUB_OUTPUT', name: /^[A-Za-z_][A-Za-z0-9_-]*$/, also: ', hyphen' },
  'github-env': { variable: 'GITHUB_ENV', name: /^[A-Za-z_][A-Za-z0-9_]*$/, also: '' },
} as const

/** `github-output:NAME` and `github-env:NAME`: appended to the file in which a step of GitHub Actions tells its runner such things. */
export class WorkflowFileDestination implements Destination {
  readonly readsBack = false
  readonly writesConditionally = false
  readonly remembered = false
  readonly to: string
  readonly address: string
  readonly #variable: string
  readonly #name: string
  readonly #world: Pick<Surroundings, 'env'> & Pick<Output, 'mask'>

  /** Throws `InvalidInput` for what is no name, and for names that programs act upon. */
  constructor(
    scheme: keyof typeof kinds,
    name: string,
    world: Pick<Surroundings, 'env'> & Pick<Output, 'mask'>,
  ) {
    const kind = kinds[scheme]
    if (!kind.name.test(name)) {
      throw new InvalidInput(`not a name for ${scheme}: '${name}'`, {
        hint: `letters, digits, underscore${kind.also}, not beginning with a digit: ${scheme}:beatpass_token`,
      })
    }
    parseEnvName(name.replaceAll('-', '_'))
    this.to = `${scheme}:${name}`
    this.address = this.to
    this.#variable = kind.variable
    this.#name = name
    this.#world = world
  }

  async probe(): Promise<void> {
    const path = this.#path()
    await this.#inWords(path, async () => {
      if (!(await promises.lstat(path)).isFile()) throw this.#noFile(path)
      await promises.access(path, constants.R_OK | constants.W_OK)
    })
  }

  async observe(): Promise<Observation> {
    return { secret: undefined, version: undefined }
  }

  async write(secret: Secret): Promise<void> {
    if (/[\r\n]/.test(secret.reveal())) {
      throw new DestinationUnavailable('a value of several lines cannot be masked in the log', {
        hint: 'deliver it elsewhere',
        failure: 'refused',
      })
    }
    const path = this.#path()
    await this.#inWords(path, async () => {
      // Without following a link or waiting for a reader: the path may have been planted since the probe.
      const flags = constants.O_RDWR | constants.O_APPEND | constants.O_NOFOLLOW | constants.O_NONBLOCK
      const file = await promises.open(path, flags)
      try {
        if (!(await file.stat()).isFile()) throw this.#noFile(path)
        this.#world.mask(secret)
        await append(file, name => `${this.#name}<<${name}\n${secret.reveal()}\n${name}\n`)
      } finally {
        await file.close()
      }
    })
  }

  #path(): string {
    const { env } = this.#world
    const path = env[this.#variable]
    if (env.GITHUB_ACTIONS === 'true' && path) return path
    throw new DestinationUnavailable(
      `${this.to} is only to be had in a step of GitHub Actions: ${env.GITHUB_ACTIONS === 'true' ? this.#variable : 'GITHUB_ACTIONS'} is not set`,
      { hint: 'elsewhere use env:PATH#NAME or stdout:', failure: 'refused' },
    )
  }

  #noFile(path: string): DestinationUnavailable {
    return new DestinationUnavailable(
      `${path}, named by ${this.#variable}, is no regular file or not there`,
      {
        hint: `leave ${this.#variable} as the runner set it`,
        failure: 'refused',
      },
    )
  }

  async #inWords(path: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (error instanceof BeatpassError) throw error
      if (codeOf(error) === 'ENOENT') throw this.#noFile(path)
      const failure = fileFailure(error, path)
      throw failure
        ? new DestinationUnavailable(failure.message, {
            hint: failure.hint,
            failure: 'refused',
            cause: error,
          })
        : error
    }
  }
}

/** Appends a block whose delimiter nobody can foresee; what could be written in part only is taken back. */
async function append(file: FileHandle, block: (delimiter: string) => string): Promise<void> {
  const { size } = await file.stat()
  const last = size === 0 ? undefined : (await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer.toString()
  const { randomBytes } = process.getBuiltinModule('node:crypto')
  const text = block(`beatpass_${randomBytes(16).toString('hex')}`)
  try {
    await file.appendFile(last === undefined || last === '\n' ? text : `\n${text}`)
  } catch (error) {
    await file.truncate(size)
    throw error
  }
}
