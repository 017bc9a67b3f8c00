import { isatty } from 'node:tty'
import { InputRequired } from '../../domain/errors.ts'
import { printable } from '../../domain/printable.ts'
import { redactTokens } from '../../domain/redact-tokens.ts'
import { Secret } from '../../domain/secret.ts'
import type { Style, Terminal } from '../../ports/terminal.ts'
import { readIn } from './read-in.ts'
import { writeOut } from './write-out.ts'

export interface TerminalOptions {
  env: Record<string, string | undefined>
  noInput: boolean
  quiet: boolean
}

// The rules of the terminal: data goes to stdout and nothing else does; remarks and prompts go to stderr; a reader that has
// gone ends the output, never the work; nobody is asked without a terminal on both ends, in CI, or with --no-input.

/** The terminal that this process stands in. */
export class SystemTerminal implements Terminal {
  readonly stdout: Style
  readonly stderr: Style
  readonly canPrompt: boolean
  readonly #options: TerminalOptions
  #stdoutOpen = true

  constructor(options: TerminalOptions) {
    this.#options = options
    this.stdout = styleOf(1, options.env)
    this.stderr = styleOf(2, options.env)
    this.canPrompt = !options.noInput && !options.env.CI && isatty(0) && isatty(2)
  }

  print(text: string): void {
    if (this.#stdoutOpen) this.#stdoutOpen = writeOut(1, text)
  }

  note(line: string): void {
    if (!this.#options.quiet) this.#remark(line)
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
    return new Secret((await (await this.#prompts()).hidden(printable(question))).trim())
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
    writeOut(2, `${printable(redactTokens(line))}\n`)
  }

  async #prompts() {
    return (await import('./prompts.ts')).prompts
  }
}

function styleOf(descriptor: number, env: TerminalOptions['env']): Style {
  const terminal = isatty(descriptor)
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  const colour =
    !env.NO_COLOR && (forced || (terminal && env.TERM !== 'dumb' && env.FORCE_COLOR === undefined))
  const columns = Number(env.COLUMNS)
  return { terminal, colour, columns: Number.isInteger(columns) && columns > 0 ? columns : widthOf(terminal) }
}

function widthOf(terminal: boolean): number {
  return (terminal && process.stderr.columns) || 80
}
