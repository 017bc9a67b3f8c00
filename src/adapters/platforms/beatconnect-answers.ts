import type { Account } from '../../domain/profile.ts'
import type { Secret } from '../../domain/secret.ts'
import type { PlatformToken } from '../../domain/token.ts'
import type { Field } from '../answers/field.ts'
import { opaqueId } from './opaque-id.ts'
import { secretOf } from './secret-of.ts'

/** The answer to `GET /me`; to a key it names that key. */
export function readMe(answer: Field): { account: Account; keyId: string | null } {
  const data = answer.at('data')
  const key = data.at('key').present ? data.at('key') : answer.at('key')
  return {
    account: {
      id: opaqueId(data.at('id')),
      name: data.at('name').optional(it => it.text()),
      email: data.at('email').optional(it => it.text()),
    },
    keyId: key.optional(it => opaqueId(it.at('id'))),
  }
}

/** The answer to `GET /keys`. */
export function readKeys(answer: Field): PlatformToken[] {
  return answer.at('data').list().map(readKey)
}

/** The answer to `POST /keys`. */
export function readCreatedKey(answer: Field): { token: PlatformToken; secret: Secret } {
  return { token: readKey(answer.at('data')), secret: secretOf(answer.at('key')) }
}

function readKey(key: Field): PlatformToken {
  const description = key.at('description').optional(it => it.text())
  const replacedBy = key.at('replaced_by').optional(opaqueId)
  return {
    id: opaqueId(key.at('id')),
    name: key.at('name').text(),
    createdAt: key.at('created_at').optional(it => it.date()),
    expiresAt: null,
    lastUsedAt: key.at('last_used_at').optional(it => it.date()),
    environment: key.at('environment').optional(it => it.text()),
    revoked: key.at('status').text() === 'revoked',
    masked: key.at('masked').text(),
    ...(description ? { description } : {}),
    ...(replacedBy ? { replacedBy } : {}),
  }
}
