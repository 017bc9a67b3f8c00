import { type DestinationAddress, parseDestination } from '../domain/destination.ts'
import { InvalidInput } from '../domain/errors.ts'
import { parseLabel } from '../domain/label.ts'
import { redactTokens } from '../domain/redact-tokens.ts'

/** A whole number above zero. */
export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidInput(`not a whole number above zero: '${text}'`)
  return Number(text)
}

/** `--to`, which may be given several times. */
export function collectDestination(text: string, earlier: DestinationAddress[] = []): DestinationAddress[] {
  return [...earlier, parseDestination(text)]
}

/** An option with a text, which may be given several times. */
export function collectText(text: string, earlier: string[] = []): string[] {
  return [...earlier, text]
}

/** The name of a new token. A token's value pasted in its place goes nowhere. */
export function parseNewLabel(text: string): string {
  if (redactTokens(text) !== text) {
    throw new InvalidInput("that is a token's value, not a name", {
      hint: 'a secret on a command line is seen by others: revoke that token',
    })
  }
  return parseLabel(text)
}

/** Whether a secret goes to stdout: then nothing else may. */
export function takesStdout(destinations: readonly DestinationAddress[]): boolean {
  return destinations.some(({ scheme }) => scheme === 'stdout')
}

/** `--to stdout:` is the secret alone: nothing else may claim stdout. */
export function refuseTwoVoices(
  destinations: readonly DestinationAddress[],
  { json, reveal }: { json?: boolean; reveal?: boolean },
): void {
  const other = json ? '--json' : reveal ? '--reveal' : undefined
  if (other && takesStdout(destinations))
    throw new InvalidInput(`--to stdout: and ${other} cannot be had together`)
}

/** The environments that tokens of some platforms are for. */
export const environmentNames: readonly string[] = ['live', 'sandbox']
