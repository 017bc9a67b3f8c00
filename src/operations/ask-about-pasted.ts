import { CredentialRejected, NotSupported } from '../domain/errors.ts'
import type { Secret } from '../domain/secret.ts'
import type { TokenList } from '../ports/platform.ts'
import type { Ports } from '../ports/ports.ts'
import { isListedByPage } from './by-page.ts'
import { hasConsent } from './ensure-consent.ts'

/**
 * Shows a pasted token to the platform before it is stored; `undefined` where that would take a call without consent, or
 * there is no such call.
 * Throws `CredentialRejected` for a dead one.
 */
export async function askAboutPasted(
  secret: Secret,
  ports: Pick<Ports, 'platform' | 'settings'>,
): Promise<TokenList | undefined> {
  if (!hasConsent(ports)) return undefined
  try {
    return await ports.platform.listTokens(secret)
  } catch (error) {
    if (error instanceof NotSupported && isListedByPage(ports.platform)) return undefined
    if (!(error instanceof CredentialRejected)) throw error
    throw new CredentialRejected('the platform rejects that token; it was not stored', {
      hint: 'it is mistyped, expired or revoked: copy it again, or make a new one',
      cause: error,
    })
  }
}
