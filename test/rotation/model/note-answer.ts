import type { Answered, Step } from './step.ts'
import { isMadeBy, notes, type Rotator } from './world.ts'

const writes = new Set(['create', 'write', 'restore', 'revoke'])

/** The rotator after an answer, with what the judge remembers of its life: the protocol does not see these notes. */
export function noteAnswer(step: Step, { hands, listed, answer }: Answered, run: number): Rotator {
  const { rotator, effect, run: before } = step
  const next = { ...rotator, ...hands, run }
  if (writes.has(effect.do)) next.notes |= notes.wroteSince
  if (effect.do === 'create' || before.phase === 'observing') next.acknowledged = 0
  if (effect.do === 'write') next.acknowledged &= ~(1 << effect.at)
  if (effect.do === 'prove' && answer().kind === 'alive') next.acknowledged |= 1 << effect.at
  if (listed === undefined) return next
  if (before.phase === 'observing') next.known = listed
  next.notes = listNotes(step, next.known, listed, run)
  return next
}

function listNotes(
  { world, at, book, run: before }: Step,
  known: number,
  listed: number,
  run: number,
): number {
  const claim = Number(before.claim ?? 0)
  const graced = Number(book.run(run).graced?.id ?? 0)
  let found = 0
  for (let id = 1; id <= world.tokens.length; id++) {
    if ((listed & (1 << id)) === 0) continue
    if (id === claim) found |= notes.claimListed
    else if (known & (1 << id)) found |= id === graced ? 0 : notes.leftOver
    else if (isMadeBy(world, id, at)) found |= notes.orphanListed
    else found |= id < claim ? notes.foreignListed | notes.smallerListed : notes.foreignListed
  }
  return found
}
