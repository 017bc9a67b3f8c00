import { DestinationUnavailable } from '../../domain/errors.ts'
import type { Secret } from '../../domain/secret.ts'
import type { Destination, DestinationFacts, Observation } from '../../ports/destination.ts'

/** Where `stdout:` leads. `mask` is told the secret before it is printed, so that a CI runner can hide it in its log. */
export interface Output {
  print(text: string): void
  /** Whether what is printed is gone: stdout is closed (Node puts the null device in its place) or thrown away. */
  leadsNowhere(): boolean
  mask(secret: Secret): void
}

/** See `DestinationFacts`. */
export const stdoutFacts: DestinationFacts = {
  scheme: 'stdout',
  form: 'stdout:',
  about: 'stdout, alone, once; not remembered',
  needs: 'nothing',
  readsBack: false,
  writesConditionally: false,
}

/** `stdout:`: the value and one newline, printed once; nothing can be read back or remembered. */
export class StdoutDestination implements Destination {
  readonly to = 'stdout:'
  readonly address = 'stdout:'
  readonly readsBack = false
  readonly writesConditionally = false
  readonly remembered = false
  readonly #output: Output

  constructor(output: Output) {
    this.#output = output
  }

  async probe(): Promise<void> {
    if (!this.#output.leadsNowhere()) return
    throw new DestinationUnavailable('stdout is closed or thrown away: nobody would have the secret', {
      hint: 'leave stdout open, or name another place with --to',
    })
  }

  async observe(): Promise<Observation> {
    return { secret: undefined, version: undefined }
  }

  async write(secret: Secret): Promise<void> {
    this.#output.mask(secret)
    this.#output.print(`${secret.reveal()}\n`)
  }
}
