import type { DestinationAddress } from '../domain/destination.ts'
import { BeatpassError, Cancelled, InvalidInput } from '../domain/errors.ts'
import { grouped } from '../domain/grouped.ts'
import { labelOf } from '../domain/label.ts'
import type { Token } from '../domain/token.ts'
import type { Destination, Observation } from '../ports/destination.ts'
import { refuseUnlessByCall } from '../ports/not-by-call.ts'
import type { CreateTokenPorts, Creation, CreationDetails } from './creation.ts'
import { observeAll, probeAll } from './deliver.ts'
import { grantExpiry } from './grant-expiry.ts'
import { type KnownTokens, knownTokens } from './known-tokens.ts'
import { inLanes } from './lanes.ts'
import { leftByCreate } from './left-by-create.ts'
import { createdToken, holdersOf, type Minted, mintToken, refuseTaken } from './mint-token.ts'
import { openDestinations } from './open-destinations.ts'
import { ProfileTie } from './profile-tie.ts'
import { type ProvenToken, proveAlive } from './prove-alive.ts'
import { refuseOnePlace } from './refuse-one-place.ts'
import { SharedLists } from './shared-lists.ts'
import { sideBySide } from './side-by-side.ts'
import type { Watch } from './watch.ts'

/** What to create and where each secret goes; see `addressFor`. */
export interface CreateTokensRequest extends CreationDetails {
  labels: readonly string[]
  destinations: readonly DestinationAddress[]
  /** Told how far it is. */
  watch?: Watch
}

interface Planned {
  label: string
  destinations: readonly Destination[]
  /** What they held before the names were found to be free. */
  observed: readonly Observation[]
}

/**
 * Creates several tokens, several at a time, and delivers their secrets; one list after them reads back that they live. What
 * one runs into does not stop the others. Every destination is probed before anything is minted (exit 7). After a signal no
 * other is begun. Throws `InvalidInput` for a name given twice and for a place that would take several secrets.
 */
export async function createTokens(
  { labels, destinations, watch, ...details }: CreateTokensRequest,
  ports: CreateTokenPorts,
): Promise<Creation[]> {
  refuseUnlessByCall(ports.platform, 'create')
  refuseTwice(labels)
  refuseOnePlace(destinations, labels, ports)
  grantExpiry(details.expiry, ports.clock.now(), ports.platform.facts)
  const planned = labels.map(label => ({
    label,
    destinations: openDestinations(destinations, [], label, ports),
    observed: [] as readonly Observation[],
  }))
  await probeEach(planned)
  await inLanes(planned, async one => {
    one.observed = await observeAll(one.destinations)
  })
  ports.platform.expectMany?.()
  const known = await knownTokens(ports)
  const shared = { ...ports, platform: new SharedLists(ports.platform, known.credential.secret) }
  const tie = new ProfileTie(known.account, ports)
  const work = { known, holders: holdersOf(known), tie, ports: shared }
  let done = 0
  return await ports.interruption.during(
    async () => {
      const ends = new Map<string, Minted | BeatpassError>()
      await inLanes(
        sideBySide(planned, one => one.destinations),
        async group => {
          for (const one of group) {
            ends.set(one.label, await orError(() => begin(one, details, work)))
            watch?.(++done, labels.length)
          }
        },
      )
      return await readBack(labels, ends, known, shared)
    },
    leftByCreate(labels, ports),
  )
}

function refuseTwice(labels: readonly string[]): void {
  const seen = new Set<string>()
  for (const label of labels) {
    if (seen.has(label)) throw new InvalidInput(`'${label}' is named twice`)
    seen.add(label)
  }
}

/** A secret store is probed once, though each label has an entry of its own there. */
async function probeEach(planned: readonly Planned[]): Promise<void> {
  const probed = new Map(planned.flatMap(({ destinations }) => destinations).map(one => [one.to, one]))
  await inLanes([...probed.values()], destination => probeAll([destination]))
}

/** What the creations of one command have in common. */
interface Work {
  known: KnownTokens
  holders: ReadonlyMap<string, Token>
  tie: ProfileTie
  ports: CreateTokenPorts
}

async function begin(
  { label, destinations, observed }: Planned,
  details: CreationDetails,
  { known, holders, tie, ports }: Work,
): Promise<Minted> {
  if (ports.interruption.requested) throw new Cancelled(`'${label}': interrupted before it began`)
  refuseTaken(label, holders, ports)
  return await mintToken({ label, ...details }, destinations, observed, known, ports, tie)
}

async function readBack(
  labels: readonly string[],
  ends: ReadonlyMap<string, Minted | BeatpassError>,
  known: KnownTokens,
  ports: CreateTokenPorts,
): Promise<Creation[]> {
  const some = [...ends.values()].some(end => !(end instanceof BeatpassError))
  const list = some ? await orError(() => ports.platform.listTokens(known.credential.secret)) : undefined
  const tokens = list === undefined || list instanceof BeatpassError ? [] : list.tokens
  const listed = new Map(tokens.map(token => [token.id, token]))
  // To look through the whole list for each of ten thousand takes longer than to create it.
  const namedAs = grouped(tokens, ({ name }) => labelOf(name))
  return await inLanes(labels, async (label): Promise<Creation> => {
    const end = ends.get(label)
    if (!end) throw new Error(`nothing became of '${label}'`)
    if (end instanceof BeatpassError) return { label, error: end }
    const token = listed.get(end.record.id)
    const proven = token ? { token, tokens: namedAs.get(label) ?? [] } : await lookAgain(end, ports)
    if (proven instanceof BeatpassError) return { label, error: proven }
    return { label, created: createdToken(end, proven, known, ports) }
  })
}

/** The list lacks it, or could not be read. */
async function lookAgain(minted: Minted, ports: CreateTokenPorts): Promise<ProvenToken | BeatpassError> {
  return await orError(() => proveAlive(minted, ports))
}

async function orError<Result>(work: () => Promise<Result>): Promise<Result | BeatpassError> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof BeatpassError) return error
    throw error
  }
}
