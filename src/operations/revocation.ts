import type { BeatpassError } from '../domain/errors.ts'
import type { Token } from '../domain/token.ts'

/** What became of one token. */
export interface Revocation {
  /** As it is now: with the places that still hold its secret. */
  token: Token
  /** `forgotten`: the platform had no such token; only the stored secret was removed. `interrupted`: it was not begun. */
  outcome: 'revoked' | 'forgotten' | 'failed' | 'would-revoke' | 'interrupted'
  error?: BeatpassError
  warnings: string[]
}
