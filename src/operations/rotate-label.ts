import type { DestinationAddress } from '../domain/destination.ts'
import { DestinationConflict } from '../domain/errors.ts'
import { distance, type Moment, parseExpiry } from '../domain/expiry.ts'
import { nonceOf, taggedName } from '../domain/label.ts'
import type { Effect, Goal, Run } from '../domain/rotation/run.ts'
import type { Token, TokenRecord } from '../domain/token.ts'
import { compareIds } from '../domain/token-view.ts'
import type { Destination } from '../ports/destination.ts'
import { atDestinations } from './at-destinations.ts'
import { rejected } from './authenticate.ts'
import { concludeRotation } from './conclude-rotation.ts'
import { deadIds, deadWarnings } from './dead-ids.ts'
import { probeAll } from './deliver.ts'
import { dueIds } from './due-ids.ts'
import { type GrantedExpiry, grantExpiry } from './grant-expiry.ts'
import type { KnownTokens } from './known-tokens.ts'
import { leaveAlone } from './leave-alone.ts'
import { likeBefore } from './like-before.ts'
import { liveTokens } from './live-tokens.ts'
import { type Occupant, occupants, occupantWarnings } from './occupants.ts'
import { openDestinations } from './open-destinations.ts'
import { placesBesideGrace } from './places-beside-grace.ts'
import { promisedGrace } from './promised-grace.ts'
import type { RotatePorts } from './rotate-ports.ts'
import type { Rotation, RotationStep } from './rotation.ts'
import { driveRotation } from './rotation-driver.ts'
import type { RotationWork } from './rotation-work.ts'

/** How to rotate one label. */
export interface RotateLabelRequest {
  mode: Goal['mode']
  within?: Moment
  grace?: Moment
  destinations: readonly DestinationAddress[]
  dryRun: boolean
  compromised?: boolean
  /** Whether to tell each step as it is taken; so unless said. */
  tellSteps?: boolean
}

/** How long a foreign claim is respected: five times the longest run. */
const lease = 15 * 60_000
const noncesForOneRun = 4
const nonceLength = 10

/** Rotates (or finishes) the label of one token; every destination is probed before anything is minted. */
export async function rotateLabel(
  request: RotateLabelRequest,
  token: Token,
  known: KnownTokens,
  ports: RotatePorts,
): Promise<Rotation> {
  const destinations = placesBesideGrace(request, token.label, known)
  if (destinations.length > 0) {
    const looked = await rotateAt({ ...request, destinations, dryRun: true }, token, known, ports)
    if (looked.outcome === 'nothing-due' && looked.predecessorEndsAt) return looked
  }
  return await rotateAt(request, token, known, ports)
}

async function rotateAt(
  request: RotateLabelRequest,
  token: Token,
  known: KnownTokens,
  ports: RotatePorts,
): Promise<Rotation> {
  const { label } = token
  const records = known.records.filter(record => record.label === label)
  const isNamed = request.destinations.length > 0
  if (!isNamed && known.recordsFailure) throw known.recordsFailure
  const destinations = openDestinations(request.destinations, records, label, ports)
  await probeAll(destinations)
  const occupied = await occupants(destinations, label, known.tokens, ports)
  if (!isNamed) refuseOccupied(occupied)
  const dead = request.mode === 'if-due' ? await deadIds(label, destinations, known, ports) : []
  const goal = goalFor(request, token, known, dead, destinations.length, ports)
  const left = isNamed ? undefined : await leaveAlone({ token, goal, records, destinations })
  if (left) return left
  const expiry = carriedExpiry(token, records, known.now, ports)
  const steps: RotationStep[] = []
  const work: RotationWork = {
    goal,
    credential: known.credential.secret,
    rejected: error => rejected(known.credential, error),
    destinations,
    nameFor: nonce => taggedName(label, nonce),
    request: likeBefore(token, expiry.sent),
    select: (tokens, made, now) => {
      const live = { label, adopted: adoptedIds(token, known.tokens), nonces: goal.nonces, made }
      return liveTokens(tokens, live, now, ports)
    },
    dryRun: request.dryRun,
    onEffect: (effect, run) => {
      const step = stepFor(effect, run, destinations, ports.clock.now())
      if (!step) return
      steps.push(step)
      if (request.tellSteps !== false) ports.terminal.note(`${label}: ${step.step}`)
    },
  }
  const end = await driveRotation(work, ports)
  const warnings = [...occupantWarnings(occupied, request.dryRun), ...deadWarnings(dead)]
  const { mask } = ports.platform.facts
  const held = atDestinations(records, destinations, label, ports)
  const concluded = { token, end, records: held, expiry, destinations, known, steps, dead, warnings, mask }
  return await concludeRotation(concluded, ports)
}

/** What was remembered of a place counts no more once another token's secret is there. */
function refuseOccupied([occupant]: readonly Occupant[]): void {
  if (!occupant) return
  const { destination, token } = occupant
  throw new DestinationConflict(`${destination.to} holds token ${token.id} '${token.label}' by now`, {
    hint: 'name every destination with --to',
  })
}

function goalFor(
  request: RotateLabelRequest,
  token: Token,
  known: KnownTokens,
  dead: readonly string[],
  destinations: number,
  { random }: RotatePorts,
): Goal {
  return {
    mode: request.mode,
    dueIds: [...dueIds(token.label, request.within, known), ...dead],
    grace: request.grace
      ? distance(request.grace, known.now)
      : promisedGrace(request.mode, token.label, known),
    lease,
    settled: known.records.map(({ id }) => id),
    destinations,
    nonces: Array.from({ length: noncesForOneRun }, () => random.nonce(nonceLength)),
  }
}

/** Untagged tokens that the user's reference means: the named one, and older ones of exactly that name. */
function adoptedIds(token: Token, tokens: readonly Token[]): ReadonlySet<string> {
  const untagged = tokens.filter(
    one => one.label === token.label && nonceOf(one.name) === undefined && compareIds(one.id, token.id) <= 0,
  )
  return new Set(untagged.map(({ id }) => id))
}

/** I12: the successor gets the lifetime that its predecessor was asked for; a date that has passed is dropped. */
function carriedExpiry(
  token: Token,
  records: readonly TokenRecord[],
  now: Date,
  { platform }: Pick<RotatePorts, 'platform'>,
): GrantedExpiry & { requestedAs: string | null } {
  const requestedAs = (records.find(({ id }) => id === token.id) ?? records[0])?.requestedAs ?? null
  if (requestedAs === null) return { sent: null, requestedExpiry: null, warnings: [], requestedAs }
  const expiry = parseExpiry(requestedAs)
  if (expiry.kind === 'date' && expiry.date <= now) {
    const warnings = [`the end asked for, ${requestedAs}, has passed: the successor gets the platform's own`]
    return { sent: null, requestedExpiry: null, warnings, requestedAs: null }
  }
  return { ...grantExpiry(expiry, now, platform.facts), requestedAs }
}

/** What an effect does, in words; only effects that change or prove something are steps. */
function stepFor(
  effect: Effect,
  run: Run,
  destinations: readonly Destination[],
  at: Date,
): RotationStep | undefined {
  const to = 'at' in effect ? destinations[effect.at]?.to : undefined
  switch (effect.do) {
    case 'create':
      return { step: 'creating a successor', at }
    case 'write':
      return { step: `delivering token ${run.claim} to ${to}`, at }
    case 'prove':
      return { step: `verifying ${to}`, at }
    case 'restore':
      return { step: `putting the previous value back in ${to}`, at }
    case 'revoke':
      return { step: `revoking token ${effect.id}`, at }
    default:
      return undefined
  }
}
