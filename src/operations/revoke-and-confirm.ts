import { BeatpassError, CredentialRejected, Incomplete, OutcomeUnknown } from '../domain/errors.ts'
import type { Secret } from '../domain/secret.ts'
import { notByCall } from '../ports/not-by-call.ts'
import type { Platform } from '../ports/platform.ts'

/** `revoked`: the list lacks it now. `still-listed`: whatever the platform answered. An error: it was refused, or nobody knows. */
export type Confirmation = 'revoked' | 'still-listed' | BeatpassError

const attempts = 2

/**
 * Revokes tokens one after the other and reads the list after it, because platforms answer success for anything; what
 * is still listed is tried once more. A credential among them goes last, once the others are confirmed; that it is
 * rejected afterwards confirms it. Where only the web page ends tokens, each is refused and nothing is sent. A list that cannot be read leaves `Incomplete` for what depended on it.
 */
export async function revokeAndConfirm(
  credential: Secret,
  ids: readonly string[],
  { platform }: { platform: Platform },
): Promise<Map<string, Confirmation>> {
  const { facts, apiUrl } = platform
  if (facts.verbs(apiUrl).revoke === 'page')
    return new Map(ids.map(id => [id, notByCall(facts, 'revoke', apiUrl)]))
  const own = ids.filter(id => id === credential.tokenId)
  const others = ids.filter(id => id !== credential.tokenId)
  const revokedOthers = await endAll(credential, others, platform)
  return new Map([...revokedOthers, ...(await endAll(credential, own, platform))])
}

async function endAll(credential: Secret, ids: readonly string[], platform: Platform) {
  let left = ids
  const confirmed = new Map<string, Confirmation>()
  for (let attempt = 1; attempt <= attempts && left.length > 0; attempt++) {
    for (const id of left) confirmed.set(id, await revokeOnce(credential, id, platform))
    const listed = await listedIds(credential, platform, left)
    for (const id of left) {
      if (listed instanceof BeatpassError) settle(id, listed, confirmed)
      else if (!listed.has(id)) confirmed.set(id, 'revoked')
    }
    left = left.filter(id => confirmed.get(id) === 'still-listed')
  }
  return confirmed
}

/** Without a list, a refusal stands and everything else is open. */
function settle(id: string, cause: BeatpassError, confirmed: Map<string, Confirmation>): void {
  if (confirmed.get(id) !== 'still-listed') return
  const message = `whether token ${id} is gone could not be read: ${cause.message}`
  confirmed.set(id, new Incomplete(message, { hint: 'run it again', cause }))
}

async function revokeOnce(credential: Secret, id: string, platform: Platform): Promise<Confirmation> {
  try {
    await platform.revokeToken(credential, id)
  } catch (error) {
    if (!(error instanceof BeatpassError)) throw error
    if (!(error instanceof OutcomeUnknown)) return error
  }
  return 'still-listed'
}

/** The live ids that are listed; none when the credential itself was just revoked and is rejected now. */
async function listedIds(
  credential: Secret,
  platform: Platform,
  revoked: readonly string[],
): Promise<Set<string> | BeatpassError> {
  try {
    const { tokens } = await platform.listTokens(credential)
    return new Set(tokens.filter(token => !token.revoked).map(token => token.id))
  } catch (error) {
    if (!(error instanceof BeatpassError)) throw error
    const gone = error instanceof CredentialRejected && revoked.some(id => id === credential.tokenId)
    return gone ? new Set() : error
  }
}
