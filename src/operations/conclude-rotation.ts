import {
  type BeatpassError,
  Busy,
  Cancelled,
  Incomplete,
  PlatformUnavailable,
  RolledBack,
} from '../domain/errors.ts'
import { maskOf } from '../domain/mask.ts'
import type { Secret } from '../domain/secret.ts'
import type { PlatformToken, Token, TokenRecord } from '../domain/token.ts'
import { viewTokens } from '../domain/token-view.ts'
import type { Destination } from '../ports/destination.ts'
import { rememberedPlaces } from './deliver.ts'
import type { GrantedExpiry } from './grant-expiry.ts'
import type { KnownTokens } from './known-tokens.ts'
import { forget, remember } from './remember.ts'
import type { RotatePorts } from './rotate-tokens.ts'
import type { Rotation, RotationOutcome, RotationStep } from './rotation.ts'
import type { RotationEnd } from './rotation-driver.ts'

export interface ConcludedWork {
  /** The token that the user's reference meant. */
  token: Token
  end: RotationEnd
  /** What this machine remembered of the label before. */
  records: readonly TokenRecord[]
  expiry: GrantedExpiry & { requestedAs: string | null }
  destinations: readonly Destination[]
  known: KnownTokens
  steps: RotationStep[]
}

/** Updates what this machine remembers and puts the end of a run into the user's terms. */
export async function concludeRotation(work: ConcludedWork, ports: RotatePorts): Promise<Rotation> {
  const { token, end, expiry } = work
  const { run, planned } = end
  const outcome = planned ? 'planned' : outcomeOf(run.verdict)
  const changed =
    outcome === 'rotated' || outcome === 'finished' || (outcome === 'incomplete' && end.created !== undefined)
  const remembered =
    changed && !planned ? await rememberEnd(work, ports) : { warnings: [], records: [...work.records] }
  const views = viewTokens(end.listed, remembered.records, {
    now: work.known.now,
    lifetimeDays: ports.platform.facts.lifetimeDays,
  })
  const successor = views.find(({ id }) => id === run.claim && (run.ownsClaim || id !== token.id)) ?? null
  const graced = outcome === 'rotated' || outcome === 'nothing-due' ? run.graced : null
  const created = end.created !== undefined
  const warnings = [
    ...(created ? expiry.warnings : []),
    ...(created ? foreignWarning(token, end) : []),
    ...remembered.warnings,
  ]
  const error = errorOf(work, outcome)
  return {
    label: token.label,
    outcome,
    predecessor: token.id === successor?.id ? null : token,
    successor,
    predecessorEndsAt: graced === null || graced.until === null ? null : new Date(graced.until),
    destinations: end.receipts,
    verified:
      end.receipts.length > 0 &&
      end.receipts.every(({ status }) => status !== 'failed') &&
      end.secret !== undefined,
    warnings,
    steps: work.steps,
    ...(error ? { error } : {}),
  }
}

function outcomeOf(verdict: RotationEnd['run']['verdict']): RotationOutcome {
  switch (verdict) {
    case 'tidied':
      return 'finished'
    case 'unstable':
    case 'unavailable':
      return 'failed'
    case null:
      return 'incomplete'
    default:
      return verdict
  }
}

/** The successor's record, the graced predecessor's, and none for those that are gone. */
async function rememberEnd(
  work: ConcludedWork,
  ports: RotatePorts,
): Promise<{ warnings: string[]; records: TokenRecord[] }> {
  const { end, records } = work
  const warnings: string[] = []
  const kept: TokenRecord[] = []
  for (const record of records) {
    const listed = end.listed.some(({ id }) => id === record.id)
    if (!listed) warnings.push(...(await forget(record.id, ports)))
    else if (record.id === end.run.claim && !end.created) kept.push(record)
    else kept.push({ ...record, storedIn: [], graceEndsAt: graceEnd(record.id, end) })
  }
  if (end.created) kept.push(recordOf(end.created.token, end.created.secret, work))
  for (const record of kept) warnings.push(...(await remember(record, ports)))
  return { warnings, records: kept }
}

function graceEnd(id: string, { run }: RotationEnd): Date | null {
  return run.graced?.id === id && run.graced.until !== null ? new Date(run.graced.until) : null
}

function recordOf(
  token: PlatformToken,
  secret: Secret,
  { token: { label }, end, expiry, destinations }: ConcludedWork,
) {
  return {
    id: token.id,
    name: token.name,
    label,
    masked: maskOf(secret),
    createdAt: token.createdAt,
    requestedExpiry: expiry.requestedExpiry,
    requestedAs: expiry.requestedAs,
    storedIn: rememberedPlaces(destinations, end.receipts),
    graceEndsAt: null,
  }
}

function foreignWarning(token: Token, { run }: RotationEnd): string[] {
  const held = run.held.some(one => one.kind === 'token' && one.id === token.id)
  if (held || token.storedIn.length > 0 || token.status === 'missing') return []
  return [`the secret of token ${token.id} was not kept here: whoever uses it elsewhere needs the new one`]
}

function errorOf({ token, end }: ConcludedWork, outcome: RotationOutcome): BeatpassError | undefined {
  const { run, failure } = end
  const why = failure && !run.why.includes(failure.message) ? `${run.why} (${failure.message})` : run.why
  const about = `'${token.label}': ${why}`
  const details = failure
    ? { cause: failure, ...(failure.hint === undefined ? {} : { hint: failure.hint }) }
    : {}
  switch (outcome) {
    case 'busy':
      return new Busy(about, { hint: 'run it again in a few minutes, or say --wait 1h' })
    case 'rolled-back':
      return new RolledBack(`${about}; the old token still works and nothing changed`, details)
    case 'incomplete':
      return new Incomplete(`${about}; ${whatLives(end)}`, {
        hint: 'nothing is lost: run it again',
        cause: failure,
      })
    case 'interrupted':
      return new Cancelled(`'${token.label}': interrupted; the old token still works and nothing changed`)
    case 'failed':
      return failure ?? new PlatformUnavailable(about, { hint: 'run it again' })
    default:
      return undefined
  }
}

function whatLives({ run, created }: RotationEnd): string {
  const [old] = run.seen.filter(id => id !== run.claim)
  if (created)
    return old ? `tokens ${old} and ${created.token.id} both work` : `token ${created.token.id} works`
  return 'what was stored still works'
}
