import { CredentialRejected, Incomplete } from '../domain/errors.ts'
import type { Secret } from '../domain/secret.ts'
import type { PlatformToken } from '../domain/token.ts'
import type { Ports } from '../ports/ports.ts'

const attempts = 6
const pause = 3_000

/**
 * Asks the platform with a new secret until it is accepted and its token is listed; a replica may need up to 15 s.
 * Throws `Incomplete` when it is not by then.
 */
export async function proveAlive(
  secret: Secret,
  id: string,
  { platform, clock }: Pick<Ports, 'platform' | 'clock'>,
): Promise<PlatformToken> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { tokens } = await platform.listTokens(secret)
      const found = tokens.find(token => token.id === id)
      if (found) return found
    } catch (error) {
      if (!(error instanceof CredentialRejected)) throw error
    }
    if (attempt === attempts) {
      throw new Incomplete(`token ${id} was created and stored, but the platform does not accept it yet`, {
        hint: `beatpass tokens verify ${id}`,
      })
    }
    await clock.sleep(pause)
  }
}
