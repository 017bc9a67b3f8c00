/** An option as it is told where there is none of that name: what was given to it may be a password. */
export function withoutValue(flag: string): string {
  return flag.replace(/=.+$/s, '=…')
}
