/** The words of a command line that may be options: those before `--`. */
export function flagsOf(args: readonly string[]): ReadonlySet<string> {
  return new Set(args.slice(0, args.includes('--') ? args.indexOf('--') : undefined))
}
