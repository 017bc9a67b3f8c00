import { checksumOf, unusualLengthOf } from '../domain/checksum.ts'
import { asTyped } from '../domain/destination.ts'
import {
  ConsentRequired,
  CredentialRejected,
  InvalidInput,
  NotSignedIn,
  TokenAmbiguous,
  TokenNotFound,
} from '../domain/errors.ts'
import { labelOf } from '../domain/label.ts'
import { maskOf } from '../domain/mask.ts'
import type { Secret } from '../domain/secret.ts'
import type { Token } from '../domain/token.ts'
import type { PlatformFacts } from '../ports/platform.ts'
import { isListedByPage } from './by-page.ts'
import { type KnownTokensPorts, knownTokens } from './known-tokens.ts'
import { rememberedTokens } from './remembered-tokens.ts'

/** Which token a value is. */
export interface Identification {
  id: string
  name: string | null
  label: string | null
  /** CRC-32 in the value: a typo shows as `invalid`; older tokens have `none`. */
  checksum: 'valid' | 'invalid' | 'none'
  /** How many characters are behind the id where they are too few or too many for a token; else null. */
  unusualLength: number | null
  /** Whether the platform lists a token with that id; null when it was not asked. */
  listed: boolean | null
  storedIn: string[]
}

/**
 * Says which token a value is, by the id in it. The value itself is never sent anywhere. Throws `InvalidInput` when it
 * has no id, `TokenNotFound` when neither this machine nor the platform knows the id.
 */
export async function identifyToken(secret: Secret, ports: KnownTokensPorts): Promise<Identification> {
  const { facts } = ports.platform
  if (facts.identity.inSecret) idIn(secret)
  const { records } = await rememberedTokens(ports)
  const tokens = await listIfPossible(ports)
  const id = facts.identity.inSecret ? idIn(secret) : idByMask(secret, tokens ?? records, facts)
  const record = records.find(one => one.id === id)
  const token = tokens?.find(one => one.id === id && one.status !== 'missing')
  const name = token?.name ?? record?.name ?? null
  if (name === null && tokens !== undefined) {
    throw new TokenNotFound(`no token has the id ${id}`, {
      hint: 'it is revoked, or belongs to another account',
    })
  }
  return {
    id,
    name,
    label: token?.label ?? record?.label ?? (name === null ? null : labelOf(name)),
    checksum: checksumOf(secret),
    unusualLength: unusualLengthOf(secret),
    listed: tokens === undefined ? null : token !== undefined,
    storedIn: token?.storedIn ?? asTyped(record?.storedIn ?? []),
  }
}

function idIn(secret: Secret): string {
  if (secret.tokenId !== undefined) return secret.tokenId
  throw new InvalidInput('that value has no token id in it', { hint: 'a token reads <id>|<text>' })
}

/** Where values have no id in them: the one token that is shown by the same mask. */
function idByMask(
  secret: Secret,
  tokens: readonly Pick<Token, 'id' | 'masked'>[],
  { mask, title }: PlatformFacts,
): string {
  const masked = maskOf(secret, mask)
  const ids = tokens.filter(token => token.masked === masked).map(({ id }) => id)
  const [id, ...others] = ids
  if (id === undefined) {
    throw new TokenNotFound(`no token of ${title} that is known here is shown as ${masked}`, {
      hint: 'it is revoked, belongs to another account, or was never stored here',
    })
  }
  if (others.length > 0) {
    throw new TokenAmbiguous(`${ids.length} tokens are shown as ${masked}: ${ids.join(', ')}`)
  }
  return id
}

/**
 * The list, or `undefined` where there is none to call for, nobody is signed in or the user did not agree to the call: then records must do. A
 * credential that is there and is rejected is a failure to be told.
 */
async function listIfPossible(ports: KnownTokensPorts) {
  if (isListedByPage(ports.platform)) return undefined
  try {
    return (await knownTokens(ports)).tokens
  } catch (error) {
    const signedOut = error instanceof NotSignedIn && !(error instanceof CredentialRejected)
    if (signedOut || error instanceof ConsentRequired) return undefined
    throw error
  }
}
