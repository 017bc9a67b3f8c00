import {
  BeatpassError,
  Cancelled,
  CredentialRejected,
  Incomplete,
  InputRequired,
  InvalidInput,
  NotSupported,
} from '../domain/errors.ts'
import { addSpan, type Span } from '../domain/expiry.ts'
import { References } from '../domain/reference.ts'
import { idOperand } from '../domain/shell-word.ts'
import type { PlatformToken, Token } from '../domain/token.ts'
import type { LeftBehind } from '../ports/interruption.ts'
import { notByCall } from '../ports/not-by-call.ts'
import type { Ports } from '../ports/ports.ts'
import { rejected } from './authenticate.ts'
import { forgetDead } from './forget-dead.ts'
import { withLater } from './known-later.ts'
import { type KnownTokens, type KnownTokensPorts, knownTokens } from './known-tokens.ts'
import { inLanes } from './lanes.ts'
import { leftLiving } from './left-living.ts'
import { forget } from './remember.ts'
import { removeStored } from './remove-stored.ts'
import type { Revocation } from './revocation.ts'
import { type Confirmation, type RevokeWatch, revokeAndConfirm } from './revoke-and-confirm.ts'
import { shownTokens } from './shown-tokens.ts'
import type { Watch } from './watch.ts'

/** Which tokens to revoke: those that are named and those that are selected. */
export interface RevokeTokensRequest {
  references: readonly string[]
  /** Those that have ended and are still listed. */
  expired: boolean
  /** Those not used for that long (never used: since their creation). */
  unusedFor?: Span
  /** All of the account's except the credential in use. */
  allButCurrent: boolean
  dryRun: boolean
  /** Do not ask. */
  yes: boolean
  /** Told how far it is. */
  watch?: Watch
}

export type RevokeTokensPorts = KnownTokensPorts & Pick<Ports, 'interruption'>

/**
 * Revokes tokens, several at a time, reads back that they are gone, then removes their stored secrets. What one of them
 * runs into does not stop the others: each has its own outcome, in the order in which they were chosen. After a signal no
 * other is begun; those that were are still read back. Throws `InputRequired` before any request when it may not ask and was not
 * told `yes`, and `Cancelled` when the user says no. A label's other live tokens are left, with a warning. Where the web
 * page alone ends tokens, see `forgetDead`: nothing is asked.
 */
export async function revokeTokens(
  request: RevokeTokensRequest,
  ports: RevokeTokensPorts,
): Promise<Revocation[]> {
  if (ports.platform.facts.verbs(ports.platform.apiUrl).revoke === 'page') return await onPage(request, ports)
  if (!request.yes && !request.dryRun && !ports.terminal.canPrompt) {
    throw new InputRequired('revoking needs a yes, and nobody can be asked', { hint: '--yes' })
  }
  if (mayBeMany(request)) ports.platform.expectMany?.()
  const known = await knownTokens(ports)
  const references = new References(known.tokens)
  const chosen = choose(request, references, known)
  const typed = new Set(request.references)
  const chosenIds = new Set(chosen.map(({ id }) => id))
  const left = (token: Token, among: References) => leftLiving(token, chosenIds, typed, among)
  if (request.dryRun) {
    return chosen.map(token => ({ token, outcome: 'would-revoke', warnings: left(token, references) }))
  }
  if (chosen.length > 0 && !request.yes) await askForYes(chosen, ports)
  let last: readonly PlatformToken[] = []
  const onListed = (tokens: readonly PlatformToken[]) => {
    last = tokens
  }
  const work = () => revokeAll(chosen, { ...request, onListed }, known, ports)
  const revocations = await ports.interruption.during(work, leftByRevoke(chosen))
  const among = withLater(last, known, references, ports)
  for (const { token, outcome, warnings } of revocations) {
    if (outcome === 'revoked') warnings.push(...left(token, among))
  }
  return revocations
}

/** Whether several tokens may be chosen, as far as that is known before the list. */
function mayBeMany({ references, expired, unusedFor, allButCurrent, dryRun }: RevokeTokensRequest): boolean {
  return !dryRun && (references.length > 1 || expired || unusedFor !== undefined || allButCurrent)
}

/** What is revoked already is told by the list, so the next run goes on with the rest. */
function leftByRevoke(chosen: readonly Token[]): LeftBehind {
  const [token] = chosen
  const which =
    chosen.length === 1 ? `token ${token?.id} '${token?.label}'` : `some of ${chosen.length} tokens`
  return { what: `${which} may be revoked already`, hint: 'run the same command again' }
}

async function revokeAll(
  chosen: readonly Token[],
  { watch, onListed }: Pick<RevokeTokensRequest, 'watch'> & Pick<RevokeWatch, 'onListed'>,
  known: KnownTokens,
  ports: RevokeTokensPorts,
): Promise<Revocation[]> {
  // One that the list lacks too: a list may lag, and its secret is about to be removed.
  const ids = chosen.map(token => token.id)
  let done = 0
  const confirmed = await revokeAndConfirm(known.credential.secret, ids, ports, {
    mayBegin: () => !ports.interruption.requested,
    onRevoked: () => watch?.(++done, ids.length),
    onListed,
  })
  const remembered = new Set(known.records.map(({ id }) => id))
  const mayBeRemembered = ({ id }: Token) => known.recordsFailure !== undefined || remembered.has(id)
  return await inLanes(chosen, token =>
    conclude(token, confirmed.get(token.id), known, mayBeRemembered(token), ports),
  )
}

/** Only what is named, or has ended by what we remember: the rest is for the page. */
async function onPage(request: RevokeTokensRequest, ports: KnownTokensPorts): Promise<Revocation[]> {
  const { facts, apiUrl } = ports.platform
  if (request.allButCurrent || request.unusedFor) throw notByCall(facts, 'revoke', apiUrl)
  const { tokens } = await shownTokens(ports)
  const references = new References(tokens)
  const named = request.references.map(reference => references.resolve(reference))
  const ended = request.expired ? tokens.filter(({ status }) => status === 'expired') : []
  const revocations: Revocation[] = []
  for (const token of new Set([...named, ...ended])) revocations.push(await forgetDead(token, request, ports))
  return revocations
}

function choose(
  request: RevokeTokensRequest,
  references: References,
  { tokens, credential, now }: KnownTokens,
): Token[] {
  const named = request.references.map(reference => references.resolve(reference))
  const chosen = new Map(named.map(token => [token.id, token]))
  const { unusedFor } = request
  if (request.allButCurrent && credential.secret.tokenId === undefined) {
    throw new NotSupported('the credential in use has no id: which token is the current one is not known', {
      hint: 'name the tokens to revoke by their ids',
    })
  }
  for (const token of tokens) {
    if (token.status === 'missing' || token.status === 'revoked') continue
    const current = token.id === credential.secret.tokenId || token.storedIn.includes('session')
    const lastUsed = token.lastUsedAt ?? token.createdAt ?? now
    const wanted =
      (request.allButCurrent && token.id !== credential.secret.tokenId) ||
      (request.expired && token.status === 'expired') ||
      (unusedFor !== undefined && !current && addSpan(lastUsed, unusedFor) <= now)
    if (wanted) chosen.set(token.id, token)
  }
  return [...chosen.values()]
}

/** Tokens that a question names, at most. */
const mostAsked = 20

async function askForYes(tokens: readonly Token[], { terminal }: Pick<Ports, 'terminal'>): Promise<void> {
  const more = tokens.length > mostAsked ? `, and ${tokens.length - mostAsked} more` : ''
  const shown = tokens.slice(0, mostAsked).map(token => `${token.id} '${token.label}'`)
  const names = `${shown.join(', ')}${more}`
  const question =
    tokens.length === 1 ? `Revoke token ${names}?` : `Revoke ${tokens.length} tokens: ${names}?`
  if (!(await terminal.confirm(question))) throw new Cancelled('nothing was revoked')
}

/** Removes the stored secret of a token that is gone. */
async function conclude(
  token: Token,
  confirmation: Confirmation | undefined,
  { credential }: KnownTokens,
  isRemembered: boolean,
  ports: KnownTokensPorts,
): Promise<Revocation> {
  const isMissing = token.status === 'missing'
  // Of what has no id of the platform's there is nothing to end.
  if (confirmation instanceof BeatpassError && !(isMissing && confirmation instanceof InvalidInput)) {
    const error =
      confirmation instanceof CredentialRejected ? rejected(credential, confirmation) : confirmation
    return { token, outcome: 'failed', error, warnings: [] }
  }
  if (confirmation === 'not-begun') {
    const error = new Cancelled(`token ${token.id} '${token.label}': interrupted before it began`)
    return { token, outcome: 'interrupted', error, warnings: [] }
  }
  if (confirmation === 'still-listed') {
    const error = new Incomplete(`the platform still lists token ${token.id} '${token.label}'`, {
      hint: `revoke what is left again, by its id: beatpass tokens revoke ${idOperand(token.id)}`,
    })
    return { token, outcome: 'failed', error, warnings: [] }
  }
  const { storedIn, warnings } = await removeStored(token, ports)
  if (isRemembered) warnings.push(...(await forget(token.id, ports)))
  if (isMissing) return { token: { ...token, storedIn }, outcome: 'forgotten', warnings }
  return { token: { ...token, status: 'revoked', storedIn }, outcome: 'revoked', warnings }
}
