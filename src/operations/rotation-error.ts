import {
  type BeatpassError,
  Busy,
  Cancelled,
  DestinationConflict,
  Incomplete,
  PlatformUnavailable,
  RolledBack,
} from '../domain/errors.ts'
import { newestBelow } from '../domain/rotation/assess.ts'
import type { Token } from '../domain/token.ts'
import type { RotationOutcome } from './rotation.ts'
import type { RotationEnd } from './rotation-work.ts'

/** Why a rotation of that token did not end as wished, and what exists now; `undefined` where it did. */
export function rotationError(
  { token, end, dead }: { token: Token; end: RotationEnd; dead: readonly string[] },
  outcome: RotationOutcome,
  interrupted: boolean,
): BeatpassError | undefined {
  const { run, failure } = end
  const reason = end.overdue ? 'it took too long' : run.why
  const why = failure && !reason.includes(failure.message) ? `${reason} (${failure.message})` : reason
  const about = `'${token.label}': ${why}`
  const details = failure
    ? { cause: failure, ...(failure.hint === undefined ? {} : { hint: failure.hint }) }
    : {}
  const standing = stands(token, dead) ? 'the old token still works and ' : ''
  switch (outcome) {
    case 'busy':
      return new Busy(about, {
        hint: conflictHint(failure) ?? 'run it again in a few minutes, or say --wait 1h',
      })
    case 'rolled-back':
      return new RolledBack(`${about}; ${standing}nothing changed`, details)
    case 'incomplete':
      return incomplete(`${about}; ${whatLives(end)}`, failure, interrupted)
    case 'interrupted':
      return new Cancelled(`'${token.label}': interrupted; ${standing}nothing changed`)
    case 'failed':
      return failure ?? new PlatformUnavailable(about, { hint: 'run it again' })
    default:
      return undefined
  }
}

/** A token that was to be repaired, or is among the `dead` though it is listed, works no more than before. */
function stands({ id, status }: Token, dead: readonly string[]): boolean {
  return status !== 'missing' && status !== 'expired' && !dead.includes(id)
}

/** A place that refuses for what it holds will refuse the next run too: its own hint tells what to do there. */
function conflictHint(failure: BeatpassError | undefined): string | undefined {
  return failure instanceof DestinationConflict ? failure.hint : undefined
}

function incomplete(message: string, cause: BeatpassError | undefined, interrupted: boolean) {
  const details = { hint: conflictHint(cause) ?? 'nothing is lost: run it again', cause }
  return interrupted ? new Cancelled(message, 130, details) : new Incomplete(message, details)
}

function whatLives({ run, created, doomed }: RotationEnd): string {
  if (!created) return 'what was stored still works'
  const { id } = created.token
  const old = newestBelow(
    id,
    run.seen.map(seen => ({ id: seen })),
  )
  if (old === undefined) return `token ${id} works`
  return doomed.has(old)
    ? `token ${id} works, and token ${old} may be gone already`
    : `tokens ${old} and ${id} both worked when last listed`
}
