import type { DestinationAddress } from '../domain/destination.ts'
import { BeatpassError, Cancelled } from '../domain/errors.ts'
import { grouped } from '../domain/grouped.ts'
import { Slots } from '../domain/slots.ts'
import type { Destination } from '../ports/destination.ts'
import type { KnownTokens } from './known-tokens.ts'
import { inLanes, laneCount } from './lanes.ts'
import { openDestinations } from './open-destinations.ts'
import { refuseOnePlace } from './refuse-one-place.ts'
import type { RotatePorts } from './rotate-ports.ts'
import type { Rotation } from './rotation.ts'
import { failed, type RotationTarget } from './rotation-targets.ts'
import { SharedLists } from './shared-lists.ts'
import { sideBySide } from './side-by-side.ts'
import type { Watch } from './watch.ts'

/**
 * So many rotations are under way at most, though most of them wait for their claims to settle: what they still have to ask
 * fits into two windows of a limit of 300 a minute, so that none becomes overdue.
 */
const mostUnderWay = 64

/** Rotates one target by way of the ports. */
export type RotateOne = (target: RotationTarget, ports: RotatePorts) => Promise<Rotation>

/** What several rotations have in common. */
export interface RotateAllWork {
  targets: readonly (RotationTarget | Rotation)[]
  rotate: RotateOne
  known: KnownTokens
  /** As named, for all of them. */
  destinations: readonly DestinationAddress[]
  watch?: Watch | undefined
}

/**
 * Several at a time (see `sideBySide`), the credential of this run by itself after them; results in the order of the targets. A signal lets
 * those under way come to a safe state; the others are not begun. Throws `InvalidInput` where two would share a place.
 */
export async function rotateAll(work: RotateAllWork, ports: RotatePorts): Promise<Rotation[]> {
  const { targets, known, rotate, watch } = work
  const { interruption } = ports
  const rotations = targets.map(target => ('token' in target ? notBegun(target) : target))
  const all = targets.flatMap((target, at) => ('token' in target ? [{ target, at }] : []))
  const labels = all.map(({ target }) => target.token.label)
  if (labels.length > 1) refuseOnePlace(work.destinations, labels, ports)
  const others = all.filter(({ target }) => !target.isCredential)
  const slots = new Slots(laneCount)
  const shared = sharing(known, slots, ports)
  let done = 0
  const rotateWith = (ports: RotatePorts) => async (one: (typeof all)[number]) => {
    if (interruption.requested) return
    rotations[one.at] = await rotate(one.target, ports)
    watch?.(++done, all.length)
  }
  const groups = sideBySide(others, placesOf(work, ports))
  const rotateOther = rotateWith(others.length > 1 ? shared : ports)
  const rotateItself = rotateWith(ports)
  await interruption.during(async () => {
    const inTurn = async (group: typeof others) => {
      for (const one of group) await rotateOther(one)
    }
    await inLanes(groups, group => slots.hold(() => inTurn(group)), mostUnderWay)
    for (const one of all.filter(({ target }) => target.isCredential)) await rotateItself(one)
  })
  return rotations
}

/**
 * What rotations at a time work with: who waits on purpose, or for a list, leaves the slot to others. The more ask for a
 * list together, the fewer are read.
 */
function sharing({ credential }: KnownTokens, slots: Slots, ports: RotatePorts): RotatePorts {
  const { clock } = ports
  const aside = <Result>(wait: () => Promise<Result>) => slots.leave(wait)
  return {
    ...ports,
    platform: new SharedLists(ports.platform, credential.secret, aside),
    clock: { now: () => clock.now(), sleep: ms => aside(() => clock.sleep(ms)) },
  }
}

/** Where each target is delivered. An address that is not valid is its own rotation's failure. */
function placesOf({ destinations, known }: RotateAllWork, ports: RotatePorts) {
  const records = grouped(known.records, ({ label }) => label)
  return ({ target: { token } }: { target: RotationTarget }): Destination[] => {
    try {
      return openDestinations(destinations, records.get(token.label) ?? [], token.label, ports)
    } catch (error) {
      if (error instanceof BeatpassError) return []
      throw error
    }
  }
}

function notBegun({ token }: RotationTarget): Rotation {
  const error = new Cancelled(`'${token.label}': interrupted before it began`)
  return { ...failed(token.label, error), outcome: 'interrupted' }
}
