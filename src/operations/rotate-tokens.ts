import type { DestinationAddress } from '../domain/destination.ts'
import { BeatpassError, Busy, Cancelled, Incomplete } from '../domain/errors.ts'
import { addSpan, type Moment, refusePast, type Span } from '../domain/expiry.ts'
import { resolveReference } from '../domain/reference.ts'
import type { Token } from '../domain/token.ts'
import { withForgottenLabels } from './forgotten-labels.ts'
import { type KnownTokens, knownTokens } from './known-tokens.ts'
import { refuseUnlessRotates } from './refuse-unless-rotates.ts'
import { revokeCompromised } from './revoke-compromised.ts'
import { type RotateOne, rotateAll } from './rotate-all.ts'
import { type RotateLabelRequest, rotateLabel } from './rotate-label.ts'
import type { RotatePorts } from './rotate-ports.ts'
import type { Rotation } from './rotation.ts'
import { failed, type RotationTarget, rotationTargets } from './rotation-targets.ts'
import type { Watch } from './watch.ts'

/** Which tokens to rotate, when and how. */
export interface RotateTokensRequest {
  references: readonly string[]
  /** Only those that end within it; absent: all that are named. */
  within?: Moment
  /** How long a predecessor goes on working; absent: it is revoked at once. */
  grace?: Moment
  /** Where to deliver; empty: wherever this machine delivered it before, else the secret store. */
  destinations: readonly DestinationAddress[]
  /** How long to wait for another run's rotation of the same token; absent: not at all. */
  wait?: Span
  dryRun: boolean
  /** Revoke first, for a secret that somebody else may hold. */
  compromised?: boolean
  /** Told how far it is. */
  watch?: Watch
}

const pause = 2_000

/** So many labels at most have each step told; of more, only how many are done. */
const mostToldApart = 20

/**
 * Replaces each token: create a successor, deliver it everywhere, read back and probe, revoke the predecessor with the
 * successor, confirm. What one of them runs into does not stop the others: each has its own outcome and error.
 */
export async function rotateTokens(request: RotateTokensRequest, ports: RotatePorts): Promise<Rotation[]> {
  const { wait, within, grace, compromised, references, destinations } = request
  refusePast(grace, ports.clock.now())
  refuseUnlessRotates(ports.platform)
  const known = await withForgottenLabels(references, destinations, await knownTokens(ports), ports)
  refusePast(within, known.now)
  const mode = within === undefined || compromised ? ('rotate' as const) : ('if-due' as const)
  const targets = rotationTargets(references, known)
  const work = { ...request, mode, tellSteps: targets.length <= mostToldApart }
  const rotate: RotateOne = (target, ports) => rotateOne(target, work, wait, known, ports)
  return await rotateAll({ targets, rotate, known, destinations, watch: request.watch }, ports)
}

async function rotateOne(
  { token }: RotationTarget,
  request: RotateLabelRequest,
  wait: Span | undefined,
  known: KnownTokens,
  ports: RotatePorts,
): Promise<Rotation> {
  const { clock, interruption } = ports
  const deadline = wait ? addSpan(clock.now(), wait) : clock.now()
  let rotation = await attempt(token, request, known, ports)
  while (rotation.error instanceof Busy && clock.now() < deadline && !interruption.requested) {
    await clock.sleep(pause)
    rotation = await attempt(token, request, undefined, ports)
  }
  return rotation
}

/** Once the token is revoked, no failure may read as if nothing had changed: what is left to do is to run it again. */
async function rotateCompromised(
  token: Token,
  request: RotateLabelRequest,
  known: KnownTokens,
  ports: RotatePorts,
): Promise<Rotation> {
  await revokeCompromised(token, known, ports)
  const gone: Token = { ...token, status: 'missing' }
  const rotation = await rotateLabel(request, gone, known, ports).catch(error => {
    if (!(error instanceof BeatpassError)) throw error
    return failed(token.label, error)
  })
  const { error } = rotation
  if (!error) return rotation
  const message = `'${token.label}' is revoked and its successor is not in place yet (${error.message})`
  const details = { hint: error.hint ?? 'run it again', cause: error }
  const told =
    error instanceof Cancelled
      ? new Cancelled(message, error.exitCode, details)
      : new Incomplete(message, details)
  return { ...rotation, outcome: 'incomplete', error: told }
}

/** Rotates the label; without `known` it looks again what the reference means by now. */
export async function attempt(
  token: Token,
  request: RotateLabelRequest,
  known: KnownTokens | undefined,
  ports: RotatePorts,
): Promise<Rotation> {
  try {
    if (known && request.compromised === true && !request.dryRun) {
      return await rotateCompromised(token, request, known, ports)
    }
    if (known) return await rotateLabel(request, token, known, ports)
    const renewed = await knownTokens(ports)
    const same = renewed.tokens.find(({ id, status }) => id === token.id && status !== 'missing')
    return await rotateLabel(request, same ?? resolveReference(token.label, renewed.tokens), renewed, ports)
  } catch (error) {
    if (!(error instanceof BeatpassError)) throw error
    return failed(token.label, error)
  }
}
