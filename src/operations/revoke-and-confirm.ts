import { BeatpassError, CredentialRejected, OutcomeUnknown } from '../domain/errors.ts'
import type { Secret } from '../domain/secret.ts'
import type { Ports } from '../ports/ports.ts'

/** `revoked`: the list lacks it now. `still-listed`: whatever the platform answered. An error: it was refused. */
export type Confirmation = 'revoked' | 'still-listed' | BeatpassError

const attempts = 2

/**
 * Revokes tokens one after the other and reads the list after it, because platforms answer success for anything; what
 * is still listed is tried once more. A credential among them goes last; that it is rejected afterwards confirms it.
 * Throws when the list cannot be read in the end: then nothing is known.
 */
export async function revokeAndConfirm(
  credential: Secret,
  ids: readonly string[],
  { platform }: Pick<Ports, 'platform'>,
): Promise<Map<string, Confirmation>> {
  const own = credential.tokenId
  let left = [...ids].sort((a, b) => Number(a === own) - Number(b === own))
  const confirmed = new Map<string, Confirmation>()
  for (let attempt = 1; attempt <= attempts && left.length > 0; attempt++) {
    for (const id of left) confirmed.set(id, await revokeOnce(credential, id, platform))
    const listed = await listedIds(credential, platform, own !== undefined && left.includes(own))
    for (const id of left) if (!listed.has(id)) confirmed.set(id, 'revoked')
    left = left.filter(id => confirmed.get(id) === 'still-listed')
  }
  return confirmed
}

async function revokeOnce(
  credential: Secret,
  id: string,
  platform: Ports['platform'],
): Promise<Confirmation> {
  try {
    await platform.revokeToken(credential, id)
  } catch (error) {
    if (error instanceof BeatpassError && !(error instanceof OutcomeUnknown)) return error
    if (!(error instanceof OutcomeUnknown)) throw error
  }
  return 'still-listed'
}

/** The ids that are listed; none when the credential itself was among the revoked and is rejected now. */
async function listedIds(
  credential: Secret,
  platform: Ports['platform'],
  mayBeGone: boolean,
): Promise<Set<string>> {
  try {
    return new Set((await platform.listTokens(credential)).tokens.map(token => token.id))
  } catch (error) {
    if (mayBeGone && error instanceof CredentialRejected) return new Set()
    throw error
  }
}
