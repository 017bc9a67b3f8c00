import type { Answer, Held, Phase, Run } from '../../../src/domain/rotation/run.ts'
import { real } from '../explorer.ts'
import type { Protocol } from '../model/run-book.ts'
import type { Scenario } from '../model/scenario.ts'

/** The protocol with one guard taken out, and where a counterexample is looked for. */
export interface Mutant {
  name: string
  protocol?: Protocol
  scenario: Scenario
}

/** The real protocol with another `advance` around the real one. */
export function around(change: (run: Run, answer: Answer) => Run): Protocol {
  return { ...real, advance: change }
}

/** The phase gets a run, or an answer, that hides from it what its guard would have seen. */
export function blinded(phase: Phase, blind: (run: Run, answer: Answer) => [Run, Answer]): Protocol {
  return around((run, answer) => {
    if (run.phase !== phase || run.pause) return real.advance(run, answer)
    const [shown, told] = blind(run, answer)
    const next = real.advance(shown, told)
    return { ...next, goal: run.goal }
  })
}

/** The phase is never asked for its effect: it is told at once what lets it pass. */
export function skipped(phase: Phase, answer: (run: Run) => Answer): Protocol {
  return around((run, first) => {
    let next = real.advance(run, first)
    while (next.phase === phase) next = real.advance({ ...next, pause: false }, answer(next))
    return next
  })
}

/** A list of exactly these ids, all of them old. */
export function listOf(ids: readonly (string | null)[]): Answer {
  const tokens = ids.filter(id => id !== null).map(id => ({ id, nonce: null, createdAt: 0 }))
  return { kind: 'listed', snapshot: { tokens, serverTime: 1_000_000_000 } }
}

/** The answer, if it is a list, narrowed to some of its tokens. */
export function narrowed(answer: Answer, keep: (id: string) => boolean): Answer {
  if (answer.kind !== 'listed') return answer
  const tokens = answer.snapshot.tokens.filter(({ id }) => keep(id))
  return { kind: 'listed', snapshot: { ...answer.snapshot, tokens } }
}

/** Only what was seen before the claim, and the claim. */
export const withoutForeign = (run: Run, answer: Answer): Answer =>
  narrowed(answer, id => id === run.claim || run.seen.includes(id))

export const heldAs = (held: Held): Answer => ({ kind: 'held', held })
