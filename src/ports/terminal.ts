import type { Secret } from '../domain/secret.ts'

/** How text may look where it is going. */
export interface Style {
  /** Whether a person is looking: tables, relative times. */
  terminal: boolean
  colour: boolean
  /** Width in columns. */
  columns: number
}

/**
 * The rules of the terminal, in one place: stdout carries the data that was asked for and nothing else; everything else,
 * prompts too, goes to stderr. `note` and the questions make invisible characters visible themselves; `print` writes data as
 * it is: whoever prints a string that came from a server passes it through `printable` first.
 */
export interface Terminal {
  readonly stdout: Style
  readonly stderr: Style
  /** True when a person can be asked: a terminal on both ends, no CI, no --no-input. */
  readonly canPrompt: boolean
  /** False once nobody reads stdout any more (`| head`): what is printed from then on is dropped. */
  readonly listening: boolean
  /** Data to stdout, as it is, without an added newline. */
  print(text: string): void
  /** Tells a CI runner that reads our output to hide the secret from now on; nothing elsewhere. Call it before revealing. */
  mask(secret: Secret): void
  /**
   * A text that may tell a command to type, with the options by which this command line named its profile. What is told by
   * `note` needs no asking; what is printed does.
   */
  retold(text: string): string
  /** A remark to stderr, one line; silent with --quiet. */
  note(line: string): void
  /**
   * How far long work is: at a terminal in place of the line before, else a line of its own; silent with --quiet.
   * `undefined` takes the line away. Whatever else is written goes above it.
   */
  progress(line: string | undefined): void
  /** Asks for a line. Throws `Cancelled` on Ctrl-C. Only where `canPrompt`. */
  ask(question: string, initial?: string): Promise<string>
  /** Asks without echo. */
  askSecret(question: string): Promise<Secret>
  /** Offers a list; resolves to the chosen value. */
  choose(question: string, choices: readonly { name: string; value: string }[]): Promise<string>
  /** Asks yes or no; the default is no. */
  confirm(question: string): Promise<boolean>
  /** All of stdin less one line end at its end, at most 64 KiB. Throws `InvalidInput` when it is empty or a terminal. */
  readInput(): Promise<Secret>
}
