import { BeatpassError, CredentialRejected, Incomplete, OutcomeUnknown } from '../domain/errors.ts'
import type { Secret } from '../domain/secret.ts'
import type { PlatformToken } from '../domain/token.ts'
import { notByCall } from '../ports/not-by-call.ts'
import type { Platform } from '../ports/platform.ts'
import { inLanes } from './lanes.ts'

/**
 * `revoked`: the list lacks it now, and it was not refused. `still-listed`: whatever the platform answered. `not-begun`: nothing was asked. An
 * error: it was refused, or nobody knows.
 */
export type Confirmation = 'revoked' | 'still-listed' | 'not-begun' | BeatpassError

/** How the revocation of many is followed. */
export interface RevokeWatch {
  /** Asked before each revocation; `false` leaves it, and those behind it, not begun. */
  mayBegin(): boolean
  /** Told after each one. */
  onRevoked(): void
  /** Told what the platform lists after them, each time. */
  onListed(tokens: readonly PlatformToken[]): void
}

const attempts = 2
const unwatched: RevokeWatch = {
  mayBegin: () => true,
  onRevoked: () => undefined,
  onListed: () => undefined,
}

/**
 * Revokes tokens, several at a time, and reads the list once after them, because platforms answer success for anything;
 * what is still listed is tried once more. A credential among them goes last, once the others are confirmed; that it is
 * rejected afterwards confirms it. Where only the web page ends tokens, each is refused and nothing is sent. A list that
 * cannot be read leaves `Incomplete` for what depended on it.
 */
export async function revokeAndConfirm(
  credential: Secret,
  ids: readonly string[],
  { platform }: { platform: Platform },
  watch = unwatched,
): Promise<Map<string, Confirmation>> {
  const { facts, apiUrl } = platform
  if (facts.verbs(apiUrl).revoke === 'page')
    return new Map(ids.map(id => [id, notByCall(facts, 'revoke', apiUrl)]))
  const own = ids.filter(id => id === credential.tokenId)
  const others = ids.filter(id => id !== credential.tokenId)
  const revokedOthers = await endAll(credential, others, platform, watch)
  return new Map([...revokedOthers, ...(await endAll(credential, own, platform, watch))])
}

async function endAll(credential: Secret, ids: readonly string[], platform: Platform, watch: RevokeWatch) {
  let left = ids
  const confirmed = new Map<string, Confirmation>()
  for (let attempt = 1; attempt <= attempts && left.length > 0; attempt++) {
    await inLanes(left, async id => {
      // Begun once, it stays in doubt until the list tells.
      if (watch.mayBegin()) confirmed.set(id, await revokeOnce(credential, id, platform))
      else if (!confirmed.has(id)) confirmed.set(id, 'not-begun')
      if (attempt === 1) watch.onRevoked()
    })
    left = left.filter(id => confirmed.get(id) !== 'not-begun')
    if (left.length === 0) break
    const listed = await listedIds(credential, platform, new Set(left), watch)
    for (const id of left) {
      if (listed instanceof BeatpassError) settle(id, listed, confirmed, id === credential.tokenId)
      else if (!listed.has(id) && !isRefused(confirmed.get(id))) confirmed.set(id, 'revoked')
    }
    left = left.filter(id => confirmed.get(id) === 'still-listed')
  }
  return confirmed
}

/** A list may lag and lack a token that lives. A rejected credential is no refusal: it may be the token itself, dead already. */
function isRefused(confirmation: Confirmation | undefined): boolean {
  return confirmation instanceof BeatpassError && !(confirmation instanceof CredentialRejected)
}

/**
 * Without a list, a refusal stands and everything else is open: so is the credential's own token that was rejected, for it may
 * be dead already.
 */
function settle(
  id: string,
  cause: BeatpassError,
  confirmed: Map<string, Confirmation>,
  isOwn: boolean,
): void {
  const known = confirmed.get(id)
  if (known !== 'still-listed' && !(isOwn && known instanceof CredentialRejected)) return
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

/**
 * The live ids that are listed. The credential's own, when it was just revoked, is among them as long as it gets an answer,
 * whatever the list says; that it is rejected is what says that it is gone.
 */
async function listedIds(
  credential: Secret,
  platform: Platform,
  revoked: ReadonlySet<string>,
  watch: RevokeWatch,
): Promise<Set<string> | BeatpassError> {
  const { tokenId } = credential
  const own = tokenId !== undefined && revoked.has(tokenId) ? [tokenId] : []
  try {
    const { tokens } = await platform.listTokens(credential)
    watch.onListed(tokens)
    return new Set([...tokens.filter(token => !token.revoked).map(token => token.id), ...own])
  } catch (error) {
    if (!(error instanceof BeatpassError)) throw error
    return error instanceof CredentialRejected && own.length > 0 ? new Set() : error
  }
}
