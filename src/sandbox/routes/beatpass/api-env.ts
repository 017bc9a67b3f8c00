import type { Account } from '../../store/accounts.ts'
import type { TokenRow } from '../../store/tokens.ts'

/** What a BeatPass route finds beside the request. */
export interface ApiEnv {
  Bindings: {
    /** The caller's address, half of the key of the sign-in limit. */
    ip: string
  }
  /** Set by the guard. */
  Variables: { account: Account; token: TokenRow }
}
