import { DestinationUnavailable, InvalidInput } from '../../domain/errors.ts'
import { Secret } from '../../domain/secret.ts'
import type { Destination, DestinationFacts, Observation, WriteOptions } from '../../ports/destination.ts'
import { DotenvDoubt, getVariable, setVariable } from './dotenv-file.ts'
import { quoteForDotenv } from './dotenv-value.ts'
import { parseEnvName } from './env-name.ts'
import { fence } from './fencing.ts'
import { type Surroundings, TargetFile } from './target-file.ts'

/** See `DestinationFacts`. */
export const envFacts: DestinationFacts = {
  scheme: 'env',
  form: 'env:PATH#NAME',
  about:
    'one variable of a dotenv file; every other byte stays; quoted so that Node, dotenv, python-dotenv and bash read the same',
  needs: 'a folder that exists',
  readsBack: true,
  writesConditionally: true,
}

/** `env:PATH#NAME`: one variable of a dotenv file of ours alone; everything else in the file stays byte for byte. */
export class EnvDestination implements Destination {
  readonly readsBack = true
  readonly writesConditionally = true
  readonly remembered = true
  readonly to: string
  readonly address: string
  readonly #file: TargetFile
  readonly #name: string

  /** `where` as typed, `PATH#NAME`. Throws `InvalidInput` for another form and for names that programs act upon. */
  constructor(where: string, world: Surroundings) {
    const [, path, name] = /^(.+)#([^#]*)$/s.exec(where) ?? []
    if (path === undefined || name === undefined) {
      throw new InvalidInput(`env:${where} does not name a file and a variable`, {
        hint: 'write env:PATH#NAME, for example env:.env#BEATPASS_TOKEN',
      })
    }
    this.#name = parseEnvName(name)
    this.#file = new TargetFile(path, world)
    this.to = `env:${where}`
    this.address = `env:${this.#file.path}#${name}`
  }

  place(): string {
    return `env:${this.#file.place()}#${this.#name}`
  }

  whole(): string {
    return `file:${this.#file.place()}`
  }

  async probe(): Promise<void> {
    await this.#file.probe()
    const text = await this.#file.read()
    // Quoted and bare, as a token may be: a file in which the real line would be misread is refused before anything is minted.
    for (const like of ["'0|probe'", 'probe']) this.#sure(() => setVariable(text ?? '', this.#name, like))
  }

  async observe(): Promise<Observation> {
    return { secret: this.#secretIn(await this.#file.read()), version: undefined }
  }

  async write(secret: Secret, observed: Observation, options?: WriteOptions): Promise<void> {
    const quoted = quoteForDotenv(secret.reveal())
    if (quoted === undefined) {
      throw new DestinationUnavailable(
        'no way of quoting makes every reader of .env files read this value alike',
        {
          hint: 'use file: instead',
          failure: 'refused',
        },
      )
    }
    await this.#file.replace(text => {
      const current = this.#secretIn(text)
      if (fence({ to: this.to, current, observed, secret, options }) === 'unneeded') return undefined
      return this.#sure(() => setVariable(text ?? '', this.#name, quoted))
    })
  }

  #secretIn(text: string | undefined): Secret | undefined {
    const value = text === undefined ? undefined : this.#sure(() => getVariable(text, this.#name))
    return value ? new Secret(value) : undefined
  }

  #sure<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof DotenvDoubt)) throw error
      throw new DestinationUnavailable(`${this.#file.path} cannot be changed safely: ${error.message}`, {
        hint: 'put those lines right by hand, or choose another file',
        failure: 'corrupt',
      })
    }
  }
}
