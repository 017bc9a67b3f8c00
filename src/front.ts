import { fstatSync, readFileSync } from 'node:fs'
import type { EarlyChild } from './adapters/secret-stores/keychain/start-child.ts'
import { askedColumns } from './adapters/terminal/asked-columns.ts'
import { writeOut } from './adapters/terminal/write-out.ts'
import type { Given, Unparsed } from './commands/action.ts'
import { InvalidInput } from './domain/errors.ts'
import { startKeychainEarly } from './early-keychain.ts'
import type { CommandRow, HelpText } from './front/command-table.ts'
import { flagsOf } from './front/flags.ts'
import { type Resolved, type RowAt, resolve } from './front/resolve.ts'
import { errorLines } from './output/errors.ts'

export { compilePart, keptCodeFile, keptParts, loadCore } from './load-core.ts'

declare const __VERSION__: string
declare const __BINARY__: boolean
/** In a single binary there is no file beside it. */
declare const __COMMANDS__: string
declare const __HELP__: string

/** The command that a command line comes to and what it gives that command, as far as that is known. */
export interface Known {
  path?: readonly string[]
  given?: Given
  /** Values that are still to be read, and belong to `given` then. */
  unparsed?: readonly Unparsed[]
  /** The keychain's process, where it was started already. */
  earlyChild?: EarlyChild | undefined
}

/** Settled here, or for `main` to run. */
export type Fronted = { exitCode: number } | Known

/**
 * Answers what needs no command: the version, help and usage errors, in the very words of the commands' own definitions
 * (a table that the build made of them), with `node:fs` alone. What it cannot be sure of, or cannot write, is left to
 * `main`.
 */
export function front(args: readonly string[]): Fronted {
  if (args.length === 1 && args[0] === '--version') return printed(`${__VERSION__}\n`)
  const plain = plainHelp(args)
  if (plain) return printed(fitting(plain))
  const resolved = resolve(args, commandRows())
  switch (resolved.kind) {
    case 'version':
      return printed(`${__VERSION__}\n`)
    case 'help':
      return printed(fitting(readHelp(resolved.path.join(' '))))
    case 'refused':
      return refused(resolved, flagsOf(args))
    case 'run':
      return { ...resolved, earlyChild: startKeychainEarly({ args, ...resolved }, process.env) }
    case 'unsure':
      return {}
  }
}

/** A command's own name and nothing but `--help` after it: its text can be had without the table. */
function plainHelp(args: readonly string[]): HelpText | undefined {
  const words = args.slice(0, -1)
  const asksHelp = args.at(-1) === '--help' || args.at(-1) === '-h'
  return asksHelp && words.every(word => /^[a-z-]+$/.test(word)) ? readHelp(words.join(' ')) : undefined
}

function commandRows(): RowAt {
  const lines = __BINARY__ ? __COMMANDS__ : readFileSync(`${__dirname}/commands.jsonl`, 'utf8')
  return path => lineOf(lines, path.join(' ')) as CommandRow
}

function readHelp(path: string): HelpText | undefined {
  const lines = __BINARY__ ? __HELP__ : readFileSync(`${__dirname}/help.jsonl`, 'utf8')
  return lineOf(lines, path) as HelpText | undefined
}

/** A line a command, and only the one that is asked for is parsed: all of them are the most of what is to be read. */
function lineOf(lines: string, path: string): unknown {
  const start = lines.indexOf(`\n["${path}",`) + 1
  return start === 0 ? undefined : JSON.parse(lines.slice(start, lines.indexOf('\n', start)))[1]
}

/** A full disk is for `main` to tell: it prints the same again. */
function printed(text: string | undefined): Fronted {
  try {
    if (text === undefined) return {}
    writeOut(1, text)
    return { exitCode: 0 }
  } catch {
    return {}
  }
}

function refused(
  { message, hint }: Extract<Resolved, { kind: 'refused' }>,
  flags: ReadonlySet<string>,
): Fronted {
  if (flags.has('--debug')) return {}
  const error = new InvalidInput(message, { hint })
  try {
    // Not as a remark: while nothing is under way a reader that stands still holds nothing up, and any signal ends the wait.
    writeOut(2, errorLines(error, { json: flags.has('--json') }))
  } catch {
    // There is nowhere left to say so.
  }
  return { exitCode: error.exitCode }
}

/** The text as it is for this stdout; undefined where commander has to break its lines. */
function fitting(help: HelpText | undefined): string | undefined {
  const width = columns()
  if (width === 80) return help?.narrow
  const { columns: least, text } = help?.wide ?? { columns: 80, text: help?.narrow }
  return width !== undefined && width >= least ? text : undefined
}

/** What `COLUMNS` asks for, of a terminal its own width, else what commander takes for none. */
function columns(): number | undefined {
  const asked = askedColumns(process.env)
  if (asked !== undefined) return asked
  try {
    if (!fstatSync(1).isCharacterDevice()) return 80
  } catch {
    return undefined
  }
  return process.stdout.isTTY ? process.stdout.columns : 80
}
