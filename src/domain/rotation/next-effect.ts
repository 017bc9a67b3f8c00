import type { Effect, Id, Phase, Run } from './run.ts'

/** What a run does next; its answer goes to `advance`. */
export function nextEffect(run: Run): Effect {
  return run.pause ? { do: 'wait', for: run.phase } : effects[run.phase](run)
}

const listAsCredential = (): Effect => ({ do: 'list', as: 'credential' })
const listAsClaim = (): Effect => ({ do: 'list', as: 'claim' })

const effects: Record<Phase, (run: Run) => Effect> = {
  observing: listAsCredential,
  reading: run => ({ do: 'read', at: run.at }),
  claiming: run => ({ do: 'create', nonce: run.goal.nonces[run.creates] ?? '' }),
  resolving: listAsCredential,
  discarding: run => ({ do: 'revoke', id: doomedAt(run), as: 'credential' }),
  awaiting: listAsCredential,
  checking: listAsCredential,
  guarding: listAsCredential,
  comparing: run => ({ do: 'read', at: run.at }),
  writing: run => ({ do: 'write', at: run.at }),
  proving: run => ({ do: 'prove', at: run.at, id: provenAt(run) }),
  diagnosing: listAsCredential,
  restoring: run => ({ do: 'restore', at: run.at }),
  securing: listAsClaim,
  revoking: run => ({ do: 'revoke', id: doomedAt(run), as: 'claim' }),
  confirming: listAsClaim,
  disproving: run => ({ do: 'disprove', id: doomedAt(run) }),
  withdrawing: run => ({ do: 'revoke', id: run.claim ?? '', as: 'credential' }),
  withdrawn: listAsCredential,
  ended: run => ({ do: 'end', outcome: run.verdict ?? 'incomplete', why: run.why }),
}

const doomedAt = (run: Run): Id => run.doomed[run.at] ?? ''

/** Our claim; else, while tidying, what the destination was read to hold. */
function provenAt({ ownsClaim, claim, held, at }: Run): Id {
  const there = held[at]
  return (!ownsClaim && there?.kind === 'token' ? there.id : claim) ?? ''
}
