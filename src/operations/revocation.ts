import type { BeatpassError } from '../domain/errors.ts'
import type { Token } from '../domain/token.ts'

/** What became of one token. */
export interface Revocation {
  token: Token
  /** `forgotten`: the platform had no such token; only the stored secret was removed. */
  outcome: 'revoked' | 'forgotten' | 'failed' | 'would-revoke'
  error?: BeatpassError
  warnings: string[]
}
