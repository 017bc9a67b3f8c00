import { Secret } from '../../domain/secret.ts'
import type { Destination, DestinationFacts, Observation, WriteOptions } from '../../ports/destination.ts'
import { fence } from './fencing.ts'
import { type Surroundings, TargetFile } from './target-file.ts'

/** See `DestinationFacts`. */
export const fileFacts: DestinationFacts = {
  scheme: 'file',
  form: 'file:PATH',
  about: 'a file of its own, 0600, the value and a newline',
  needs: 'a folder that exists',
  readsBack: true,
  writesConditionally: true,
}

/** `file:PATH`: the value alone in a file of ours alone, with one newline at its end. */
export class FileDestination implements Destination {
  readonly readsBack = true
  readonly writesConditionally = true
  readonly remembered = true
  readonly to: string
  readonly address: string
  readonly #file: TargetFile

  /** `path` as typed. Throws `InvalidInput` for what cannot be a file's path. */
  constructor(path: string, world: Surroundings) {
    this.#file = new TargetFile(path, world)
    this.to = `file:${path}`
    this.address = `file:${this.#file.path}`
  }

  place(): string {
    return `file:${this.#file.place()}`
  }

  async probe(): Promise<void> {
    await this.#file.probe()
  }

  async observe(): Promise<Observation> {
    return { secret: secretIn(await this.#file.read()), version: undefined }
  }

  async write(secret: Secret, observed: Observation, options?: WriteOptions): Promise<void> {
    await this.#file.replace(text => {
      const verdict = fence({ to: this.to, current: secretIn(text), observed, secret, options })
      return verdict === 'write' ? `${secret.reveal()}\n` : undefined
    })
  }
}

function secretIn(text: string | undefined): Secret | undefined {
  const value = text?.replace(/\r?\n$/, '')
  return value ? new Secret(value) : undefined
}
