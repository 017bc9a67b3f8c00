/** An option, as far as a command line can be read without running anything. */
export interface OptionRow {
  /** As help shows it: `--store <name>`. */
  flags: string
  long: string
  /** By which the command knows it: `acceptUndocumentedApi`. */
  attribute: string
  takesValue: boolean
  /** `--no-input`: given, it says false. */
  negates?: true
  /** What holds while it is not given. */
  initial?: unknown
  /** The only values there are. */
  choices?: readonly string[]
  /** It has a parser of its own: whether its value will do, only the command knows. */
  opaque?: true
  /** Prints the version. */
  version?: true
}

export interface ArgumentRow {
  name: string
  required: boolean
  variadic: boolean
}

/** A command, by itself. */
export interface CommandRow {
  name: string
  /** Whether it does something by itself; a group does not. */
  acts: boolean
  options: readonly OptionRow[]
  arguments: readonly ArgumentRow[]
  /** What asks for its help: `-h`, `--help`. */
  helpFlags: readonly string[]
  /** What asks for the help of a command below it: `help`. */
  helpCommand?: string
  /** Long options that a mistyped one may have meant. */
  likelyOptions: readonly string[]
  /** Names that a mistyped command may have meant. */
  likelyCommands: readonly string[]
  /** The names of those below it. */
  commands: readonly string[]
}

/** The help of one command. */
export interface HelpText {
  /** 80 columns wide, as it is printed into a pipe. */
  narrow: string
  /** Without any line broken, for terminals of at least so many columns; left out where nothing is broken at 80. */
  wide?: { columns: number; text: string }
}

/** What is known of every command line before anything runs; made from the command definitions by the build. */
export interface CommandTable {
  version: string
  /** By the path: `tokens rotate`; `` is the program itself. */
  rows: Record<string, CommandRow>
  /** By the same. */
  help: Record<string, HelpText>
}
