import type { DestinationAddress } from '../domain/destination.ts'
import {
  BeatpassError,
  Busy,
  InvalidInput,
  NotSupported,
  TokenAmbiguous,
  TokenNotFound,
} from '../domain/errors.ts'
import { addSpan, type Moment, type Span } from '../domain/expiry.ts'
import { parseLabel } from '../domain/label.ts'
import { maskOf } from '../domain/mask.ts'
import { resolveReference } from '../domain/reference.ts'
import type { Secret } from '../domain/secret.ts'
import type { Token } from '../domain/token.ts'
import type { Ports } from '../ports/ports.ts'
import { tokenEntry } from './entries.ts'
import { type KnownTokens, type KnownTokensPorts, knownTokens } from './known-tokens.ts'
import { openDestinations } from './open-destinations.ts'
import { revokeCompromised } from './revoke-compromised.ts'
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
  /** Revoke first, for a secret that somebody else may hold. */
  compromised: boolean
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
    if (ports.interruption.requested && rotations.length > 0) break
    rotations.push(await rotateOne(reference, request, known, ports))
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
    const token = await findToken(reference, request, known, ports)
    refuseSession(token)
    const mode = request.within === undefined || request.compromised ? 'rotate' : 'if-due'
    return await ports.interruption.during(async () => {
      if (request.compromised && !request.dryRun) await revokeCompromised(token, known, ports)
      return await rotateLabel({ ...request, mode }, token, known, ports)
    })
  } catch (error) {
    if (!(error instanceof BeatpassError)) throw error
    return failed(reference, error)
  }
}

/**
 * The token that is meant. A label whose tokens are all gone can still be rotated where a destination holds its dead
 * secret: that is what an interrupted run, or an expiry that nobody saw, leaves.
 */
async function findToken(
  reference: string,
  { destinations }: RotateTokensRequest,
  known: KnownTokens,
  ports: RotatePorts,
): Promise<Token> {
  try {
    return resolveReference(reference, known.tokens)
  } catch (error) {
    if (!(error instanceof TokenNotFound) || error instanceof TokenAmbiguous || /^\d+$/.test(reference))
      throw error
    const label = parseLabel(reference)
    const opened = openDestinations(destinations, [], tokenEntry(ports.settings.profile.name, label), ports)
    const held = await Promise.all(opened.map(async destination => (await destination.observe()).secret))
    const dead = held.find(
      secret => secret !== undefined && known.tokens.every(({ id }) => id !== secret.tokenId),
    )
    if (!dead) throw error
    return missingToken(label, dead)
  }
}

function missingToken(label: string, secret: Secret): Token {
  const end = {
    createdAt: null,
    expiresAt: null,
    expirySource: 'none' as const,
    lastUsedAt: null,
    environment: null,
  }
  return {
    id: secret.tokenId ?? '',
    name: label,
    label,
    masked: maskOf(secret),
    status: 'missing',
    storedIn: [],
    ...end,
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
    steps: [],
    error,
  }
}
