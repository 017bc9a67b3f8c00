import type { Account } from '../../store/accounts.ts'
import type { TokenRow } from '../../store/tokens.ts'
import type { Generation } from './generation.ts'

const tokenable = 'App\\Models\\User'

/** A time as Laravel writes it: microseconds that are always zero, because rows hold whole seconds. */
export function timestamp(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, '.000000Z')
}

/** `status: "success"` in front, in the generations that say it. */
export function successful<Body extends object>({ status }: Generation, body: Body) {
  return status ? { status: 'success', ...body } : body
}

/** A token in a list. No part of the secret; an end that only the site's policy knows is not there. */
export function listedToken(token: TokenRow) {
  return {
    id: token.id,
    tokenable_type: tokenable,
    tokenable_id: token.accountId,
    name: token.name,
    abilities: ['*'],
    last_used_at: token.lastUsedAt && timestamp(token.lastUsedAt),
    expires_at: token.expiresAt && timestamp(token.expiresAt),
    created_at: timestamp(token.createdAt),
    updated_at: timestamp(token.updatedAt),
  }
}

/** A token just created: the row as it was inserted, so `last_used_at` is absent. */
export function createdToken(token: TokenRow) {
  const { last_used_at: _, ...row } = listedToken(token)
  return row
}

/** A token in the list of the generations B and C: four fields. */
export function briefToken(token: TokenRow) {
  const { id, name, last_used_at, created_at } = listedToken(token)
  return { id, name, last_used_at, created_at }
}

/** The account as `GET /users/me` shows it, with a field that no client should keep. */
export function ownAccount({ nameField }: Generation, account: Account) {
  return {
    id: account.id,
    [nameField]: account.displayName,
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
