import {
  BeatpassError,
  Cancelled,
  CredentialRejected,
  Incomplete,
  InputRequired,
  NotSupported,
} from '../domain/errors.ts'
import { addSpan, type Span } from '../domain/expiry.ts'
import { resolveReference } from '../domain/reference.ts'
import type { Token } from '../domain/token.ts'
import { notByCall } from '../ports/not-by-call.ts'
import type { Ports } from '../ports/ports.ts'
import { type Credential, rejected } from './authenticate.ts'
import { forgetDead } from './forget-dead.ts'
import { type KnownTokens, type KnownTokensPorts, knownTokens } from './known-tokens.ts'
import { forget } from './remember.ts'
import { removeStored } from './remove-stored.ts'
import type { Revocation } from './revocation.ts'
import { type Confirmation, revokeAndConfirm } from './revoke-and-confirm.ts'
import { shownTokens } from './shown-tokens.ts'

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
}

/**
 * Revokes tokens, reads back that they are gone, then removes their stored secrets. What one of them runs into does not
 * stop the others: each has its own outcome. Throws `InputRequired` before any request when it may not ask and was not
 * told `yes`, and `Cancelled` when the user says no. Where the web page alone ends tokens, see `forgetDead`: nothing is asked.
 */
export async function revokeTokens(
  request: RevokeTokensRequest,
  ports: KnownTokensPorts,
): Promise<Revocation[]> {
  if (ports.platform.facts.verbs(ports.platform.apiUrl).revoke === 'page') return await onPage(request, ports)
  if (!request.yes && !request.dryRun && !ports.terminal.canPrompt) {
    throw new InputRequired('revoking needs a yes, and nobody can be asked', { hint: '--yes' })
  }
  const known = await knownTokens(ports)
  const chosen = choose(request, known)
  if (request.dryRun) return chosen.map(token => ({ token, outcome: 'would-revoke', warnings: [] }))
  if (chosen.length > 0 && !request.yes) await askForYes(chosen, ports)
  const live = chosen.filter(token => token.status !== 'missing')
  const ids = live.map(token => token.id)
  const confirmed = await revokeAndConfirm(known.credential.secret, ids, ports)
  const revocations: Revocation[] = []
  for (const token of chosen) {
    revocations.push(await conclude(token, confirmed.get(token.id), known.credential, ports))
  }
  return revocations
}

/** Only what is named, or has ended by what we remember: the rest is for the page. */
async function onPage(request: RevokeTokensRequest, ports: KnownTokensPorts): Promise<Revocation[]> {
  const { facts, apiUrl } = ports.platform
  if (request.allButCurrent || request.unusedFor) throw notByCall(facts, 'revoke', apiUrl)
  const { tokens } = await shownTokens(ports)
  const named = request.references.map(reference => resolveReference(reference, tokens))
  const ended = request.expired ? tokens.filter(({ status }) => status === 'expired') : []
  const revocations: Revocation[] = []
  for (const token of new Set([...named, ...ended])) revocations.push(await forgetDead(token, request, ports))
  return revocations
}

function choose(request: RevokeTokensRequest, { tokens, credential, now }: KnownTokens): Token[] {
  const chosen = new Map(
    request.references.map(reference => resolveReference(reference, tokens)).map(t => [t.id, t]),
  )
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

async function askForYes(tokens: readonly Token[], { terminal }: Pick<Ports, 'terminal'>): Promise<void> {
  const names = tokens.map(token => `${token.id} '${token.label}'`).join(', ')
  const question =
    tokens.length === 1 ? `Revoke token ${names}?` : `Revoke ${tokens.length} tokens: ${names}?`
  if (!(await terminal.confirm(question))) throw new Cancelled('nothing was revoked')
}

/** Removes the stored secret of a token that is gone. */
async function conclude(
  token: Token,
  confirmation: Confirmation | undefined,
  credential: Credential,
  ports: KnownTokensPorts,
): Promise<Revocation> {
  if (confirmation instanceof BeatpassError) {
    const error =
      confirmation instanceof CredentialRejected ? rejected(credential, confirmation) : confirmation
    return { token, outcome: 'failed', error, warnings: [] }
  }
  if (confirmation === 'still-listed') {
    const error = new Incomplete(`the platform still lists token ${token.id} '${token.label}'`, {
      hint: 'run it again',
    })
    return { token, outcome: 'failed', error, warnings: [] }
  }
  const warnings = await removeStored(token, ports)
  warnings.push(...(await forget(token.id, ports)))
  return { token, outcome: confirmation === 'revoked' ? 'revoked' : 'forgotten', warnings }
}
