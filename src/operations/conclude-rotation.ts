import { asTyped, isAmong, placeInWords } from '../domain/destination.ts'
import { labelOf } from '../domain/label.ts'
import { type MaskKind, maskOf } from '../domain/mask.ts'
import type { Secret } from '../domain/secret.ts'
import type { PlatformToken, Token, TokenRecord } from '../domain/token.ts'
import { viewTokens } from '../domain/token-view.ts'
import type { Destination } from '../ports/destination.ts'
import { rememberedPlaces } from './deliver.ts'
import type { GrantedExpiry } from './grant-expiry.ts'
import type { KnownTokens } from './known-tokens.ts'
import { earlyWarning } from './leave-alone.ts'
import { predecessorOf } from './predecessor.ts'
import { ProfileTie } from './profile-tie.ts'
import { forget, remember } from './remember.ts'
import type { RotatePorts } from './rotate-ports.ts'
import type { Rotation, RotationOutcome, RotationStep } from './rotation.ts'
import { rotationError } from './rotation-error.ts'
import type { RotationEnd } from './rotation-work.ts'
import { takeOverFromOthers } from './take-over.ts'
import { cutShort, worksUntil } from './told-grace.ts'

/** A run that has ended, with what it was about. */
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
  /** Ids that are listed and work no more. */
  dead: readonly string[]
  /** What to say when something was delivered, or would be. */
  warnings: readonly string[]
  mask: MaskKind
}

/** Updates what this machine remembers and puts the end of a run into the user's terms. */
export async function concludeRotation(work: ConcludedWork, ports: RotatePorts): Promise<Rotation> {
  const { token, end, expiry } = work
  const { run, planned } = end
  const outcome = planned ? 'planned' : unlessOvertaken(outcomeOf(end), end)
  const changed =
    outcome === 'rotated' || outcome === 'finished' || (outcome === 'incomplete' && end.created !== undefined)
  const remembered = changed ? await rememberEnd(work, ports) : { warnings: [], records: [...work.records] }
  const views = viewTokens(concerned(work), remembered.records, {
    now: work.known.now,
    lifetimeDays: ports.platform.facts.lifetimeDays,
  })
  const successor = views.find(({ id }) => id === run.claim && (run.ownsClaim || id !== token.id)) ?? null
  const tidies = planned ? planned.do !== 'create' : outcome === 'finished'
  const leftover = tidies ? work.known.tokens.find(({ id }) => run.doomed.includes(id)) : undefined
  const graced = outcome === 'rotated' || outcome === 'nothing-due' ? run.graced : null
  const replaced = token.id === successor?.id ? token : predecessorOf(token, run, work.known.tokens)
  // The reference may mean an orphan, which is revoked, or, where nothing is due, the successor of the one that ends.
  const worksOn = work.known.tokens.find(({ id }) => id === graced?.id)
  const standing = worksOn && worksOn.id !== token.id ? token : null
  const predecessor = leftover ?? worksOn ?? (replaced.id === successor?.id ? null : replaced)
  const delivers = end.created !== undefined || planned?.do === 'create'
  const warnings = [
    ...earlyWarning(token, end, outcome),
    ...cutShort(work.records, work.known.now, end, outcome),
    ...(delivers ? [...work.warnings, ...expiry.warnings, ...foreignWarning(token, end)] : []),
    ...end.late.map(lateWarning),
    ...remembered.warnings,
  ]
  const error = rotationError(work, outcome, ports.interruption.requested)
  return {
    label: token.label,
    outcome,
    predecessor:
      predecessor && (leftover || outcome === 'rotated') ? asLeft(predecessor, work, views) : predecessor,
    successor: leftover ? (views.find(({ id }) => id === run.claim) ?? null) : (successor ?? standing),
    predecessorEndsAt: worksUntil(graced, end, ports.platform.facts.lifetimeDays),
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

/** The predecessor as it is now: in its grace period, or revoked. One that was not there stays `missing`. */
function asLeft(token: Token, work: ConcludedWork, views: readonly Token[]): Token {
  if (token.status === 'missing') return token
  const view = views.find(({ id }) => id === token.id)
  if (view && work.end.run.graced?.id === token.id) return view
  const delivered = asTyped(rememberedPlaces(work.destinations, work.end.receipts))
  const storedIn = token.storedIn.filter(place => !delivered.includes(place))
  return { ...(view ?? token), status: 'revoked', storedIn }
}

/** Of the newest list, what this run is about: a list may hold many thousands of others. */
function concerned({ token, records, end: { run, listed } }: ConcludedWork): PlatformToken[] {
  const ids = new Set([token.id, run.claim, ...run.doomed, ...records.map(({ id }) => id)])
  const isOfLabel = (name: string) => name.startsWith(token.label) && labelOf(name) === token.label
  return listed.filter(({ id, name }) => ids.has(id) || isOfLabel(name))
}

function outcomeOf({ run: { verdict }, overdue }: RotationEnd): RotationOutcome {
  switch (verdict) {
    case 'interrupted':
      return overdue ? 'rolled-back' : 'interrupted'
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

/** Nobody may say that nothing changed when what was seen at first is gone: another run did its work meanwhile. */
function unlessOvertaken(outcome: RotationOutcome, { run, listed }: RotationEnd): RotationOutcome {
  if (outcome !== 'rolled-back' && outcome !== 'interrupted') return outcome
  const overtaken = run.seen.some(id => !listed.some(token => token.id === id && !token.revoked))
  if (!overtaken) return outcome
  return outcome === 'rolled-back' ? 'busy' : 'incomplete'
}

/** The record of the token in use, those of predecessors that live on, and none for those that are gone. */
async function rememberEnd(
  work: ConcludedWork,
  ports: RotatePorts,
): Promise<{ warnings: string[]; records: TokenRecord[] }> {
  const { end, records, known } = work
  const delivered = rememberedPlaces(work.destinations, end.receipts)
  const inUse = recordInUse(work, delivered)
  const warnings: string[] = []
  const kept: TokenRecord[] = inUse ? [inUse] : []
  for (const record of records) {
    if (record.id === inUse?.id) continue
    const storedIn = record.storedIn.filter(place => !isAmong(place, delivered))
    if (end.listed.some(({ id, revoked }) => id === record.id && !revoked)) {
      kept.push({ ...record, storedIn, graceEndsAt: graceEnd(record.id, end, ports) })
    } else {
      const dead = `still holds the dead secret of token ${record.id}`
      warnings.push(...storedIn.map(place => `${placeInWords(place)} ${dead}`))
      warnings.push(...(await forget(record.id, ports)))
    }
  }
  const tie = new ProfileTie(known.account, ports)
  for (const record of kept) warnings.push(...(await remember(record, ports, tie)))
  if (inUse) warnings.push(...(await takeOverFromOthers(inUse, known.records, ports)))
  return { warnings, records: kept }
}

/** Of our own creation; or of what an earlier run left, once it is proven to be what the destinations hold. */
function recordInUse(work: ConcludedWork, delivered: readonly string[]): TokenRecord | undefined {
  const { end, records } = work
  if (end.created) return recordOf(end.created.token, end.created.secret, work)
  const listed = end.listed.find(({ id, revoked }) => id === end.run.claim && !revoked)
  if (!listed || !end.secret) return undefined
  const record = records.find(({ id }) => id === listed.id) ?? recordOf(listed, end.secret, work)
  const kept = record.storedIn.filter(place => delivered.includes(place) || !isAmong(place, delivered))
  return { ...record, storedIn: [...new Set([...kept, ...delivered])], graceEndsAt: null }
}

function graceEnd(id: string, end: RotationEnd, { platform }: RotatePorts): Date | null {
  const { graced } = end.run
  return graced?.id === id ? worksUntil(graced, end, platform.facts.lifetimeDays) : null
}

function recordOf(
  token: PlatformToken,
  secret: Secret,
  { token: { label }, end, expiry, destinations, mask }: ConcludedWork,
) {
  return {
    id: token.id,
    name: token.name,
    label,
    masked: maskOf(secret, mask),
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

const lateWarning = (name: string) =>
  `a token '${name}' may come yet, for the platform did not answer in time: the next run ends it`
