import type { Account } from '../../store/accounts.ts'
import type { TokenRow } from '../../store/tokens.ts'

const tokenable = 'App\\Models\\User'

/** A time as Laravel writes it: microseconds that are always zero, because rows hold whole seconds. */
export function timestamp(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, '.000000Z')
}

/** A token in a list. No part of the secret, and an end only the site's policy knows. */
export function listedToken(token: TokenRow) {
  return {
    id: token.id,
    tokenable_type: tokenable,
    tokenable_id: token.accountId,
    name: token.name,
    abilities: ['*'],
    last_used_at: token.lastUsedAt && timestamp(token.lastUsedAt),
    expires_at: null,
    created_at: timestamp(token.createdAt),
    updated_at: timestamp(token.updatedAt),
  }
}

/** A token just created: the row as it was inserted, so `last_used_at` is absent. */
export function createdToken(token: TokenRow) {
  const { last_used_at: _, ...row } = listedToken(token)
  return row
}

/** The account as `GET /users/me` shows it, with a field that no client should keep. */
export function ownAccount(account: Account) {
  return {
    id: account.id,
    display_name: account.displayName,
    username: null,
    avatar: null,
    email: account.email,
    email_verified_at: account.verified ? timestamp(account.createdAt) : null,
    language: 'en',
    country: null,
    timezone: null,
    created_at: timestamp(account.createdAt),
    updated_at: timestamp(account.createdAt),
    two_factor_confirmed_at: account.totpSecret === null ? null : timestamp(account.createdAt),
    // In clear text, as the real answer may have them: decoys that must not turn up anywhere.
    two_factor_recovery_codes: ['decoy-code1-aaaaa', 'decoy-code2-bbbbb'],
    roles: [{ id: 1, name: 'users', default: true }],
    model_type: 'user',
  }
}
