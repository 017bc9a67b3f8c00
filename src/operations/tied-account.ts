import type { Account, Profile } from '../domain/profile.ts'
import type { TokenList } from '../ports/platform.ts'
import type { Credential } from './authenticate.ts'
import type { RememberedTokens } from './remembered-tokens.ts'

/**
 * The account that a profile without one is tied to once it keeps a record: the credential's own, unless what the profile
 * keeps already may be another's. Null where that is not known.
 */
export function tiedAccount(
  { account, tokens }: Pick<TokenList, 'account' | 'tokens'>,
  { records, failure }: RememberedTokens,
  { kind }: Pick<Credential, 'kind'>,
  { session }: Pick<Profile, 'session'>,
): Account | null {
  if (failure || (session && kind === 'environment')) return null
  const ids = new Set(records.map(({ id }) => id))
  return ids.size === 0 || tokens.some(({ id }) => ids.has(id)) ? account : null
}
