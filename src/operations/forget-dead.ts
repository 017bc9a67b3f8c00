import { BeatpassError, CredentialRejected, Incomplete, NotSupported } from '../domain/errors.ts'
import type { Token } from '../domain/token.ts'
import { notByCall } from '../ports/not-by-call.ts'
import { belongs } from './belongs.ts'
import { sessionEntry, tokenEntry } from './entries.ts'
import type { KnownTokensPorts } from './known-tokens.ts'
import { forget } from './remember.ts'
import { removeStored } from './remove-stored.ts'
import type { Revocation } from './revocation.ts'

/**
 * For platforms whose web page alone ends tokens: what a person ended there is forgotten here too, once the platform
 * rejects the stored secret itself, or its known end has come. One that lives, or of which there is no secret here to ask with, is `NotSupported` with
 * the page to open.
 */
export async function forgetDead(
  token: Token,
  { dryRun }: { dryRun: boolean },
  ports: KnownTokensPorts,
): Promise<Revocation> {
  const { facts, apiUrl } = ports.platform
  const failed = (error: BeatpassError) => ({ token, outcome: 'failed' as const, error, warnings: [] })
  const life = await lives(token, ports)
  if (life instanceof BeatpassError) return failed(life)
  if (life) return failed(notByCall(facts, 'revoke', apiUrl))
  if (dryRun) return { token, outcome: 'would-revoke', warnings: [] }
  const { storedIn, warnings } = await removeStored(token, ports)
  warnings.push(...(await forget(token.id, ports)))
  return { token: { ...token, storedIn }, outcome: 'forgotten', warnings }
}

/** True too where nobody can tell: for want of the secret, or of a call to ask with. */
async function lives(token: Token, ports: KnownTokensPorts): Promise<boolean | BeatpassError> {
  if (token.status === 'expired') return false
  const isSession = token.storedIn.includes('session')
  const { profile } = ports.settings
  const store = isSession ? ports.sessionStores.of(profile) : ports.secretStore
  const entry = isSession ? sessionEntry(profile.name) : tokenEntry(profile.name, token.label)
  try {
    const secret = await store.read(entry)
    if (!secret || !belongs(secret, token, ports)) return true
    await ports.platform.listTokens(secret)
    return true
  } catch (error) {
    if (error instanceof CredentialRejected) return false
    if (error instanceof NotSupported) return true
    if (!(error instanceof BeatpassError)) throw error
    return new Incomplete(`whether token ${token.id} is dead could not be asked: ${error.message}`, {
      hint: 'run it again',
      cause: error,
    })
  }
}
