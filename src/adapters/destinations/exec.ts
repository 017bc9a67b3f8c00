import { constants, promises } from 'node:fs'
import { pinned } from '../../domain/destination.ts'
import { DestinationUnavailable, InvalidInput } from '../../domain/errors.ts'
import { printable } from '../../domain/printable.ts'
import type { Secret } from '../../domain/secret.ts'
import type { Destination, DestinationFacts, Observation } from '../../ports/destination.ts'
import { codeOf } from '../files/private-file.ts'
import { redaction } from '../redaction.ts'
import { childEnvironment } from './child-environment.ts'
import { type CommandEnd, runPiped } from './piped-command.ts'

/** What `exec:` needs to know of the world. `note` takes one line for the user; `timeout` is in milliseconds. */
export interface ExecOptions {
  /** Where the command runs; it is remembered with it, for a command may name files by relative paths. */
  cwd: string
  env: NodeJS.ProcessEnv
  note(line: string): void
  timeout?: number
}

const usualTimeout = 60_000
const tryAgain = 75

/** See `DestinationFacts`. */
export const execFacts: DestinationFacts = {
  scheme: 'exec',
  form: 'exec:COMMAND',
  about:
    'the stdin of a shell command, without a newline; exit 0 is done, 75 "try again", any other that nothing was stored',
  needs: 'a shell at /bin/sh',
  readsBack: false,
  writesConditionally: false,
}

/** `exec:COMMAND`: a shell command that gets the value on stdin, without a newline. Exit 0: done; 75: try again. */
export class ExecDestination implements Destination {
  readonly readsBack = false
  readonly writesConditionally = false
  readonly remembered = true
  readonly to: string
  readonly address: string
  readonly #command: string
  readonly #options: ExecOptions

  /** Throws `InvalidInput` for an empty command. */
  constructor(command: string, options: ExecOptions) {
    if (command.trim() === '' || command.includes('\0')) {
      throw new InvalidInput('exec: names no command', {
        hint: 'for example exec:"gh secret set BEATPASS_TOKEN"',
      })
    }
    this.#command = command
    this.#options = options
    this.to = `exec:${command}`
    this.address = pinned(this.to, options.cwd)
  }

  async probe(): Promise<void> {
    await promises.access('/bin/sh', constants.X_OK).catch(() => {
      throw new DestinationUnavailable('exec: needs /bin/sh, which is not here', {
        hint: 'choose another destination',
      })
    })
    await this.#findFolder()
    const word = /^\s*([A-Za-z0-9_./+][A-Za-z0-9_./+-]*)(?=\s|$)/.exec(this.#command)?.[1]
    if (word === undefined) return
    const end = await this.#run('command -v "$(cat)"', word, () => undefined)
    if ('code' in end && end.code === 0) return
    throw new DestinationUnavailable(`exec: there is no command ${word}`, {
      hint: 'install it, or check PATH',
    })
  }

  async observe(): Promise<Observation> {
    return { secret: undefined, version: undefined }
  }

  async write(secret: Secret): Promise<void> {
    const redact = redaction(secret)
    let last = ''
    const end = await this.#run(this.#command, secret.reveal(), line => {
      last = printable(redact(line)).slice(0, 500)
      this.#options.note(last)
    })
    if ('code' in end && end.code === 0) return
    throw failure(end, last)
  }

  async #run(command: string, input: string, onLine: (line: string) => void): Promise<CommandEnd> {
    const { cwd, env, timeout = usualTimeout } = this.#options
    try {
      return await runPiped({ command, input, cwd, env: childEnvironment(env), timeout, onLine })
    } catch (error) {
      await this.#findFolder()
      throw new DestinationUnavailable('exec: /bin/sh cannot be started', {
        hint: 'choose another destination',
        cause: error,
      })
    }
  }

  async #findFolder(): Promise<void> {
    const { cwd } = this.#options
    try {
      await promises.access(`${cwd}/.`, constants.X_OK)
    } catch (cause) {
      const reason = codeOf(cause) === 'ENOENT' ? 'is gone' : `cannot be used (${codeOf(cause)})`
      throw new DestinationUnavailable(`exec: the folder ${cwd} ${reason}`, {
        hint: 'a command runs where it ran before: put the folder back, or name every destination with --to',
        cause,
      })
    }
  }
}

function failure(end: CommandEnd, last: string): DestinationUnavailable {
  const words = last === '' ? '' : `: ${last}`
  if ('timedOut' in end) {
    return new DestinationUnavailable(`exec: the command did not end in time and was stopped${words}`, {
      hint: 'it may have stored the value: check, then run it again',
      failure: 'timeout',
      retryable: true,
    })
  }
  const signal = 'signal' in end ? end.signal : signalIn(end.code)
  if ('signal' in end || signal !== undefined) {
    return new DestinationUnavailable(`exec: the command was ended by ${signal}${words}`, {
      hint: 'it may have stored the value: check, then run it again',
      failure: 'unresponsive',
    })
  }
  const retryable = end.code === tryAgain
  return new DestinationUnavailable(
    `exec: the command ${retryable ? 'asks to try again' : 'failed'} (exit code ${end.code})${words}`,
    {
      hint: retryable ? 'run it again later' : 'run the command by hand to see why',
      failure: 'refused',
      retryable,
    },
  )
}

/** The shell in between ends as its last command did, and tells a signal as an exit code: 128 and its number. */
function signalIn(code: number): string | undefined {
  return code > 128 && code <= 192 ? `signal ${code - 128}` : undefined
}
