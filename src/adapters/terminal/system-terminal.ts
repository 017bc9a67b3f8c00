import { isatty } from 'node:tty'
import { DestinationUnavailable, Incomplete, InputRequired } from '../../domain/errors.ts'
import { printable } from '../../domain/printable.ts'
import { redactTokens } from '../../domain/redact-tokens.ts'
import { Secret } from '../../domain/secret.ts'
import type { Style, Terminal } from '../../ports/terminal.ts'
import { askedColumns } from './asked-columns.ts'
import { readIn } from './read-in.ts'
import { remark, writeOut } from './write-out.ts'

export interface TerminalOptions {
  env: Record<string, string | undefined>
  noInput: boolean
  quiet: boolean
  /** What becomes of a text that may tell a command to type; it stays as it is unless given. */
  retold?: (text: string) => string
  /** Does a write that may wait for its reader; by itself unless given. */
  patiently?: (write: () => void) => void
}

/** A pipe takes that much in one piece: less is not worth preparing to wait, characters. */
const smallWrite = 4096

// The rules of the terminal: data goes to stdout and nothing else does; remarks and prompts go to stderr; a reader that has
// gone ends the output, never the work; nobody is asked without a terminal on both ends, in CI, or with --no-input.

/** The terminal that this process stands in. */
export class SystemTerminal implements Terminal {
  readonly stdout: Style
  readonly stderr: Style
  readonly canPrompt: boolean
  readonly #options: TerminalOptions
  #stdoutOpen = true
  /** The line of progress that stands at the terminal. */
  #standing: string | undefined

  constructor(options: TerminalOptions) {
    this.#options = options
    this.stdout = styleOf(1, options.env)
    this.stderr = styleOf(2, options.env)
    this.canPrompt = !options.noInput && !options.env.CI && isatty(0) && isatty(2)
  }

  get listening(): boolean {
    return this.#stdoutOpen
  }

  /** Data that nobody reads any more (`| head`) is dropped. Throws `Incomplete` when it cannot be written. */
  print(text: string): void {
    const { patiently } = this.#options
    const write = () => {
      if (this.#stdoutOpen) this.#stdoutOpen = toStdout(text)
    }
    this.#aboveProgress(patiently && text.length > smallWrite ? () => patiently(write) : write)
  }

  /** Data that must arrive. Throws `DestinationUnavailable` when the reader has gone, `Incomplete` as `print` does. */
  deliver(text: string): void {
    this.print(text)
    if (this.#stdoutOpen) return
    throw new DestinationUnavailable('nobody reads stdout any more', { hint: 'what is it piped into' })
  }

  retold(text: string): string {
    return this.#options.retold?.(text) ?? text
  }

  note(line: string): void {
    if (!this.#options.quiet) this.#remark(this.retold(line))
  }

  progress(line: string | undefined): void {
    if (this.#options.quiet) return
    const text = line === undefined ? undefined : printable(redactTokens(line))
    const rewritten = this.stderr.terminal && this.#options.env.TERM !== 'dumb'
    if (rewritten) this.#stand(text?.slice(0, this.stderr.columns - 1))
    else if (text !== undefined) remark(`${text}\n`)
  }

  /** A line of the `--debug` trace: to stderr, quiet or not. */
  trace(line: string): void {
    this.#remark(line)
  }

  /** The runner reads stderr as well as stdout, and stdout may be captured by the script. */
  mask(secret: Secret): void {
    if (this.#options.env.GITHUB_ACTIONS === 'true') writeOut(2, `::add-mask::${secret.reveal()}\n`)
  }

  async ask(question: string, initial?: string): Promise<string> {
    return (await (await this.#prompts()).line(printable(question), initial)).trim()
  }

  async askSecret(question: string): Promise<Secret> {
    return new Secret(await (await this.#prompts()).hidden(printable(question)))
  }

  async choose(question: string, choices: readonly { name: string; value: string }[]): Promise<string> {
    return await (await this.#prompts()).choice(printable(question), choices)
  }

  async confirm(question: string): Promise<boolean> {
    return await (await this.#prompts()).yesOrNo(printable(question))
  }

  async readInput(): Promise<Secret> {
    if (isatty(0)) throw new InputRequired('nothing is piped in', { hint: 'give the value on stdin' })
    return await readIn()
  }

  #remark(line: string): void {
    this.#aboveProgress(() => remark(`${printable(redactTokens(line))}\n`))
  }

  #stand(line: string | undefined): void {
    if (line === undefined && this.#standing === undefined) return
    this.#standing = line
    remark(`\r\x1b[K${line ?? ''}`)
  }

  #aboveProgress(write: () => void): void {
    const standing = this.#standing
    this.#stand(undefined)
    write()
    if (standing !== undefined) this.#stand(standing)
  }

  async #prompts() {
    return (await import('./prompts.ts')).prompts
  }
}

function toStdout(text: string): boolean {
  try {
    return writeOut(1, text)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    const full = code === 'ENOSPC' || code === 'EDQUOT'
    throw new Incomplete(`stdout cannot be written${full ? ': no space is left' : ` (${code})`}`, {
      hint: 'see where it is redirected to',
      // What it was to tell of is done: a second create would find its own name taken.
      retryable: false,
      cause: error,
    })
  }
}

function styleOf(descriptor: 1 | 2, env: TerminalOptions['env']): Style {
  const terminal = isatty(descriptor)
  const forced = env.FORCE_COLOR ? env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false' : undefined
  const colour = !env.NO_COLOR && (forced ?? (terminal && env.TERM !== 'dumb'))
  return { terminal, colour, columns: askedColumns(env) ?? widthOf(descriptor, terminal) }
}

function widthOf(descriptor: 1 | 2, terminal: boolean): number {
  if (!terminal) return 80
  return (descriptor === 1 ? process.stdout : process.stderr).columns || 80
}
