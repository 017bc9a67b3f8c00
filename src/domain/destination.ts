import { InvalidInput } from './errors.ts'

/** Where a secret is to be delivered, as typed after `--to`: `SCHEME:WHERE` or `SCHEME:WHERE#WHAT`. */
export interface DestinationAddress {
  scheme: string
  /** Everything behind the first colon, not yet taken apart: each adapter knows its own form. */
  rest: string
  /** The whole text; safe to print. */
  text: string
}

/** What became of one delivery. */
export interface Receipt {
  to: string
  /** `verified`: read back the same. `accepted`: acknowledged, cannot be read. `failed`: not stored, or not known to be. */
  status: 'verified' | 'accepted' | 'failed'
  at: Date
  error?: string
}

/** Takes `SCHEME:REST` apart. Throws `InvalidInput` when there is no scheme. */
export function parseDestination(text: string): DestinationAddress {
  const match = /^([a-z][a-z0-9-]*):(.*)$/s.exec(text)
  if (!match) {
    throw new InvalidInput(`not a destination: '${text}'`, {
      hint: 'write SCHEME:WHERE, for example env:.env#BEATPASS_TOKEN or file:token.txt',
    })
  }
  return { scheme: match[1] ?? '', rest: match[2] ?? '', text }
}
