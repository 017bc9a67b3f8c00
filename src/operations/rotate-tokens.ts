import type { DestinationAddress } from '../domain/destination.ts'
import { BeatpassError, Busy, Cancelled, InvalidInput, NotSupported } from '../domain/errors.ts'
import { addSpan, type Moment, type Span } from '../domain/expiry.ts'
import { resolveReference } from '../domain/reference.ts'
import type { Token } from '../domain/token.ts'
import type { Ports } from '../ports/ports.ts'
import { type KnownTokens, type KnownTokensPorts, knownTokens } from './known-tokens.ts'
import { rotateLabel } from './rotate-label.ts'
import type { Rotation } from './rotation.ts'

export interface RotateTokensRequest {
  references: readonly string[]
  /** Only those that end within it; absent: all that are named. */
  within?: Moment
  /** How long a predecessor goes on working; absent: it is revoked at once. */
  grace?: Span
  /** Where to deliver; empty: wherever this machine delivered it before, else the secret store. */
  destinations: readonly DestinationAddress[]
  /** How long to wait for another run's rotation of the same token; absent: not at all. */
  wait?: Span
  dryRun: boolean
}

export type RotatePorts = KnownTokensPorts & Pick<Ports, 'destinations' | 'random' | 'interruption'>

const pause = 2_000

/**
 * Replaces each token: create a successor, deliver it everywhere, read back and probe, revoke the predecessor with the
 * successor, confirm. What one of them runs into does not stop the others: each has its own outcome and error.
 */
export async function rotateTokens(request: RotateTokensRequest, ports: RotatePorts): Promise<Rotation[]> {
  const known = await knownTokens(ports)
  const rotations: Rotation[] = []
  for (const reference of new Set(request.references)) {
    const stopped = ports.interruption.requested
    rotations.push(
      stopped
        ? failed(reference, new Cancelled(`'${reference}': interrupted before it began; nothing changed`))
        : await rotateOne(reference, request, known, ports),
    )
  }
  return rotations
}

async function rotateOne(
  reference: string,
  request: RotateTokensRequest,
  known: KnownTokens,
  ports: RotatePorts,
): Promise<Rotation> {
  const { clock } = ports
  const deadline = request.wait ? addSpan(clock.now(), request.wait) : clock.now()
  let state = known
  for (;;) {
    const rotation = await attempt(reference, request, state, ports)
    const waiting = rotation.error instanceof Busy && clock.now() < deadline
    if (!waiting || ports.interruption.requested) return rotation
    await clock.sleep(pause)
    state = await knownTokens(ports)
  }
}

async function attempt(
  reference: string,
  request: RotateTokensRequest,
  known: KnownTokens,
  ports: RotatePorts,
): Promise<Rotation> {
  try {
    const token = resolveReference(reference, known.tokens)
    refuseSession(token)
    return await rotateLabel(
      { ...request, mode: request.within === undefined ? 'rotate' : 'if-due' },
      token,
      known,
      ports,
    )
  } catch (error) {
    if (!(error instanceof BeatpassError)) throw error
    return failed(reference, error)
  }
}

function refuseSession(token: Token): void {
  if (token.storedIn.includes('session')) {
    throw new NotSupported(`token ${token.id} is the session of this profile`, {
      hint: 'beatpass login makes a new one',
    })
  }
  if (token.label.length < 3) throw new InvalidInput(`the label '${token.label}' is too short to rotate`)
}

/** A rotation that did not begin. */
export function failed(label: string, error: BeatpassError): Rotation {
  return {
    label,
    outcome: 'failed',
    predecessor: null,
    successor: null,
    predecessorEndsAt: null,
    destinations: [],
    verified: false,
    warnings: [],
    error,
  }
}
