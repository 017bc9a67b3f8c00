import type { Outcome, Run } from '../../../src/domain/rotation/run.ts'
import { ownLabel } from './scenario.ts'
import type { Step } from './step.ts'
import { ageOf, isAlive, isMadeBy, isShown, lives, notes, type Rotator, type World } from './world.ts'

/** I1: no destination holds a revoked token, once it held a live one. */
export function judgeWorld({ held, tokens, lived }: World): string | undefined {
  for (let at = 0; at < held.length; at++) {
    const dead = !isAlive(tokens[(held[at] ?? 0) - 1])
    if (dead && (lived & (1 << at)) !== 0) return 'I1: a destination holds a revoked token'
  }
  return undefined
}

/** What an effect that changes something may not do, in the state that it is about to be performed in. */
export function judge(step: Step): string | undefined {
  const { effect } = step
  switch (effect.do) {
    case 'create':
      return idle(step) ?? respectsClaims(step) ?? createsOne(step)
    case 'write':
      return fenced(step)
    case 'revoke':
      return judgeRevoke(step, Number(effect.id), effect.as)
    default:
      return undefined
  }
}

function judgeRevoke(step: Step, id: number, as: 'credential' | 'claim'): string | undefined {
  const { world, rotator, at, scenario } = step
  if (!lives(world, id)) return undefined
  const first = scenario.first[id - 1]
  if (first && !ownLabel(first.name, first.adopted ?? false)) return 'I6: a stranger is revoked'
  const own = isMadeBy(world, id, at)
  if (!own && (rotator.known & (1 << id)) === 0)
    return 'I6: a token is revoked that was not seen before the claim'
  if (as === 'credential') return own ? undefined : 'I2: revoked without a successor'
  const all = (1 << scenario.places.length) - 1
  if (rotator.acknowledged !== all) return 'I2: revoked before every destination was proven'
  if ((rotator.notes & notes.foreignListed) !== 0) return 'I2: revoked though another claim is live'
  return idle(step) ?? respectsClaims(step) ?? keepsGrace(step, id)
}

/** The election and the fence: before each write a look at the list, which shows the claim and none that goes first. */
function fenced({ rotator, scenario, world, at, run }: Step): string | undefined {
  if ((rotator.notes & notes.wroteSince) !== 0) return 'fence: written without a look at the list'
  if ((rotator.notes & notes.claimListed) === 0) return 'fence: written though the list lacks the claim'
  if ((rotator.notes & notes.smallerListed) !== 0) return 'election: written though a smaller claim is live'
  if (!scenario.settles) return undefined
  const first = world.tokens.findIndex((token, index) => {
    const foreign = !isMadeBy(world, index + 1, at) && (rotator.known & (1 << (index + 1))) === 0
    return index >= scenario.first.length && isAlive(token) && foreign && index + 1 < Number(run.claim)
  })
  return first < 0 ? undefined : 'election: written though a smaller claim is about to be listed'
}

/** I8: a run that has nothing to do changes nothing. */
function idle({ scenario, rotator, at, run }: Step): string | undefined {
  const planned = scenario.rotators[at]
  if (!planned || planned.mode === 'rotate' || run.creates > 0) return undefined
  const x = inUse(scenario.places.length, rotator)
  const broken = x === 0 || rotator.known !== 1 << x || planned.due?.includes(x)
  return broken ? undefined : 'I8: nothing was to be done, yet something is changed'
}

/** The id that all destinations were last seen to hold, or 0. */
function inUse(places: number, { observed, before, own }: Rotator): number {
  const held = own === 0 ? observed : before
  const [x = 0] = held
  return places > 0 && held.every(id => id === x) ? x : 0
}

/** The lease, and I9: no create and no revoke beside a claim of another run that counts as young. */
function respectsClaims(step: Step): string | undefined {
  const { world, scenario, rotator, at } = step
  for (let id = 1; id <= world.tokens.length; id++) {
    const token = world.tokens[id - 1] ?? 0
    if ((rotator.known & (1 << id)) === 0 || !isAlive(token) || isMadeBy(world, id, at)) continue
    const first = scenario.first[id - 1]
    const isTagged = first ? first.name.includes('~') : true
    const young = isTagged && (!scenario.date || ageOf(token) === 0)
    const settled = rotator.known === 1 << id && inUse(scenario.places.length, rotator) === id
    if (young && !settled) return `${scenario.date ? 'I2' : 'I9'}: the lease of another claim is ignored`
  }
  return undefined
}

/** I3: no second claim beside an own one that is listed; and smaller leftovers go before there are more than three. */
function createsOne({ rotator, scenario, run }: Step): string | undefined {
  if ((rotator.notes & notes.orphanListed) !== 0)
    return 'I3: a second token is created while the first still lives'
  const held = run.held.map(one => (one.kind === 'token' ? Number(one.id) : 0))
  const counted = run.seen.length
  if (run.creates > 0 || counted < 3 || scenario.grace || !held.every(id => run.seen.includes(String(id))))
    return undefined
  const spare = run.seen.some(
    id => Number(id) < Math.min(...held) && (rotator.known & (1 << Number(id))) !== 0,
  )
  return spare ? 'I3: one more is created while leftovers could be revoked' : undefined
}

/** A grace period was promised to the predecessor that was in use. */
function keepsGrace({ world, rotator, scenario, run }: Step, id: number): string | undefined {
  if (!scenario.grace) return undefined
  const predecessor = inUse(scenario.places.length, rotator)
  if (run.ownsClaim)
    return predecessor === id ? 'grace: the predecessor in use is revoked at once' : undefined
  const successor = world.tokens[predecessor - 1] ?? 0
  const others = [...bits(rotator.known)].filter(one => one < predecessor)
  const promised = predecessor > 0 && ageOf(successor) < 2 && id === Math.max(...others)
  return promised ? 'grace: a predecessor is revoked before its time' : undefined
}

function* bits(mask: number): Generator<number> {
  for (let id = 1; id < 31; id++) if (mask & (1 << id)) yield id
}

/** I10: what a run says of itself in the end is what it read after it last changed something. */
export function judgeEnd(
  step: Step,
  outcome: Outcome,
  rotator: Rotator,
  run: Run,
  world: World,
): string | undefined {
  const read = (rotator.notes & notes.wroteSince) === 0
  switch (outcome) {
    case 'rotated': {
      const shows =
        (rotator.notes & notes.claimListed) !== 0 &&
        (rotator.notes & (notes.leftOver | notes.orphanListed)) === 0
      return read && shows ? undefined : 'I10: it says rotated, but the last list did not show it'
    }
    case 'tidied':
    case 'nothing-due':
      return read && isTidy(step, rotator, run) ? undefined : `I10: it says ${outcome}, but more is left`
    case 'busy':
      if (isAlone(step, world)) return 'I10: it says busy, but there is nobody else'
      return leavesNothing(step, world) ? undefined : 'I10: it says busy, but its token lives'
    case 'rolled-back':
    case 'interrupted':
      return leavesNothing(step, world) ? undefined : `I10: it says ${outcome}, but its token lives`
    default:
      return undefined
  }
}

/** One token that all readable destinations hold, and none before it but the graced one. */
function isTidy({ scenario }: Step, { known, observed }: Rotator, run: Run): boolean {
  const readable = observed.filter((_, at) => scenario.places[at]?.readable)
  const [x = [...bits(known)].at(-1) ?? 0] = readable
  if (readable.some(id => id !== x) || (known & (1 << x)) === 0) return false
  return [...bits(known)].every(
    id => id === x || String(id) === run.graced?.id || (id > x && run.graced !== null),
  )
}

function leavesNothing({ at, scenario }: Step, world: World): boolean {
  const mine = world.tokens.some((token, index) => isShown(token) && isMadeBy(world, index + 1, at))
  return !mine && !world.held.some(id => id > scenario.first.length && isMadeBy(world, id, at))
}

/** Whether nobody else ever made a token of the label, nor took one away. */
function isAlone({ at, scenario }: Step, world: World): boolean {
  const claims = world.tokens.map((_, index) => index + 1).slice(scenario.first.length)
  return (
    scenario.rotators.length === 1 &&
    scenario.budget.hands === 0 &&
    claims.every(id => isMadeBy(world, id, at))
  )
}
