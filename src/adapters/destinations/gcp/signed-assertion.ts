import type { KeyObject } from 'node:crypto'
import { DestinationUnavailable } from '../../../domain/errors.ts'
import { Secret } from '../../../domain/secret.ts'

const lifetimeSeconds = 3600

/** A JWT (RS256) of these claims, valid for an hour from `now`, signed with a service account's key (PEM). Throws `DestinationUnavailable` for a key that is none. */
export function signedAssertion(
  claims: Record<string, string>,
  key: { id: string; pem: Secret },
  { path, now }: { path: string; now: Date },
): Secret {
  const { sign } = process.getBuiltinModule('node:crypto')
  const iat = Math.floor(now.getTime() / 1000)
  const head = { alg: 'RS256', typ: 'JWT', kid: key.id }
  const parts = [head, { ...claims, iat, exp: iat + lifetimeSeconds }]
  const text = parts.map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  const signature = sign('sha256', Buffer.from(text), keyOf(key.pem, path))
  return new Secret(`${text}.${signature.toString('base64url')}`)
}

function keyOf(pem: Secret, path: string): KeyObject {
  const { createPrivateKey } = process.getBuiltinModule('node:crypto')
  try {
    const key = createPrivateKey(pem.reveal())
    if (key.asymmetricKeyType === 'rsa') return key
  } catch {
    // OpenSSL's own words may tell of the key.
  }
  throw new DestinationUnavailable(`private_key of ${path} is not an RSA key`, {
    hint: 'download the key of the service account again',
    failure: 'corrupt',
  })
}
