import type { DestinationAddress } from '../domain/destination.ts'
import { parseDestination } from '../domain/destination.ts'
import { InvalidInput } from '../domain/errors.ts'

/** A whole number above zero. */
export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidInput(`not a whole number above zero: '${text}'`)
  return Number(text)
}

/** `--to`, which may be given several times. */
export function collectDestination(text: string, earlier: DestinationAddress[] = []): DestinationAddress[] {
  return [...earlier, parseDestination(text)]
}
