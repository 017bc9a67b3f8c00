import { BeatpassError, Cancelled, CredentialRejected, Incomplete } from '../domain/errors.ts'
import type { Secret } from '../domain/secret.ts'
import { idOperand } from '../domain/shell-word.ts'
import type { PlatformToken } from '../domain/token.ts'
import type { CreatedToken } from '../ports/platform.ts'
import type { Ports } from '../ports/ports.ts'

/** A new token as it is listed, and what is listed: at least all that have its label. */
export interface ProvenToken {
  token: PlatformToken
  tokens: readonly PlatformToken[]
}

const attempts = 6
const pause = 3_000

/**
 * Asks the platform with a new secret until it is accepted and its token is listed; a replica may need up to 15 s.
 * Throws `Incomplete` when it is not by then or cannot be asked, `Cancelled` after a signal; the token is stored all the same.
 */
export async function proveAlive(
  { secret, token }: Pick<CreatedToken, 'secret' | 'token'>,
  { platform, clock, interruption }: Pick<Ports, 'platform' | 'clock' | 'interruption'>,
): Promise<ProvenToken> {
  const { id } = token
  // It exists: what is left is to ask again, not to create again.
  const told = { hint: `beatpass tokens verify ${idOperand(id)}`, retryable: false }
  for (let attempt = 1; ; attempt++) {
    if (interruption.requested)
      throw new Cancelled(`interrupted: token ${id} is created and stored, and not yet verified`)
    const found = await ask(secret, token, platform).catch(error => {
      if (!(error instanceof BeatpassError)) throw error
      const why = `token ${id} was created and stored, but could not be verified: ${error.message}`
      throw new Incomplete(why, { ...told, cause: error })
    })
    if (found) return found
    if (attempt === attempts) {
      throw new Incomplete(
        `token ${id} was created and stored, but the platform does not accept it yet`,
        told,
      )
    }
    await clock.sleep(pause)
  }
}

/** The token as listed, or as it was created where tokens list nothing; `undefined` while it is not accepted or not listed. */
async function ask(
  secret: Secret,
  created: PlatformToken,
  platform: Ports['platform'],
): Promise<ProvenToken | undefined> {
  try {
    const { tokens, partial } = await platform.listTokens(secret)
    const token = partial ? created : tokens.find(({ id }) => id === created.id)
    return token && { token, tokens }
  } catch (error) {
    if (error instanceof CredentialRejected) return undefined
    throw error
  }
}
