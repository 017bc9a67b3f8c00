import { plainWord } from '../domain/shell-word.ts'

/** The options that say whose tokens a command means and where their secrets rest. */
const profiling = ['--profile', '--platform', '--api-url', '--company', '--reseller', '--store']

// Not a literal: those are parsed at every start (see `printable`). What is quoted may be somebody's name; a line that
// begins with `$` tells what is being done, not what is to be typed.
const commands = "'[^']*'|(?<!^\\$ .*)\\bbeatpass (?=(?:login|logout|whoami|tokens|apps)\\b)"

/**
 * Gives the commands that a text tells to type the options by which this command line named its profile: without them they
 * would go to another account, where the same id is another token.
 */
export function sameProfile(args: readonly string[]): (text: string) => string {
  const options = profilingOptions(args)
  if (options === '') return text => text
  return text =>
    text.replace(new RegExp(commands, 'g'), part => (part.startsWith("'") ? part : `${part}${options} `))
}

/** Those that stand before `--`, as a shell takes them; of one that is repeated the last, as commander does. */
function profilingOptions(args: readonly string[]): string {
  const words = args.slice(0, args.includes('--') ? args.indexOf('--') : undefined)
  const given = new Map<string, string>()
  for (const [at, word] of words.entries()) {
    const name = profiling.find(option => word === option || word.startsWith(`${option}=`))
    const value = name === word ? words[at + 1] : word.slice((name?.length ?? 0) + 1)
    if (name !== undefined && value !== undefined) given.set(name, value)
  }
  return [...given].map(([name, value]) => `${name} ${plainWord(value)}`).join(' ')
}
