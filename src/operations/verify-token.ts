import { CredentialRejected } from '../domain/errors.ts'
import type { Account } from '../domain/profile.ts'
import type { Token } from '../domain/token.ts'
import { viewTokens } from '../domain/token-view.ts'
import type { Ports } from '../ports/ports.ts'
import { asListed } from './as-listed.ts'
import { howToRotate } from './by-page.ts'
import { type ConsentPorts, ensureConsent } from './ensure-consent.ts'
import { type StoredSecretPorts, storedSecret } from './stored-secret.ts'

/** A stored secret that the platform accepts. */
export interface VerifyTokenResult {
  label: string
  alive: true
  /** Where the secret was read. */
  from: string
  account: Account
  /** Absent where the platform accepts the secret and does not list its token. */
  token: Token | null
  now: Date
}

/**
 * Asks the platform with the stored secret itself: who it is, and that it lives. Throws `CredentialRejected` (naming the
 * token and where its secret was read) for a dead one.
 */
export async function verifyToken(
  reference: string,
  ports: StoredSecretPorts & ConsentPorts & Pick<Ports, 'platform' | 'clock'>,
): Promise<VerifyTokenResult> {
  const { secret, label, from, record } = await storedSecret(reference, ports)
  await ensureConsent(ports)
  try {
    const { account, tokens, serverTime, partial } = await ports.platform.listTokens(secret)
    const now = serverTime ?? ports.clock.now()
    const { lifetimeDays } = ports.platform.facts
    const remembered = record ? [record] : []
    const own = partial ? asListed(remembered) : tokens.filter(token => token.id === secret.tokenId)
    const [token] = viewTokens(own, own.length > 0 ? remembered : [], { now, lifetimeDays })
    return { label, alive: true, from, account, token: token ?? null, now }
  } catch (error) {
    if (!(error instanceof CredentialRejected)) throw error
    throw new CredentialRejected(`the platform rejects the secret of '${label}' (read from ${from})`, {
      hint: `it is expired or revoked: ${howToRotate(label, ports.platform)}`,
      cause: error,
    })
  }
}
