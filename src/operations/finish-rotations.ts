import type { DestinationAddress } from '../domain/destination.ts'
import { TokenNotFound } from '../domain/errors.ts'
import { stillWorks } from '../domain/status.ts'
import { type KnownTokens, knownTokens } from './known-tokens.ts'
import { refuseUnlessRotates } from './refuse-unless-rotates.ts'
import { type RotateOne, rotateAll } from './rotate-all.ts'
import type { RotatePorts } from './rotate-ports.ts'
import { attempt } from './rotate-tokens.ts'
import type { Rotation } from './rotation.ts'
import { failed, rotationTargets } from './rotation-targets.ts'
import type { Watch } from './watch.ts'

/** Which labels to finish, and where their tokens are delivered. */
export interface FinishRequest {
  /** Empty: every label that this machine remembers and that has a predecessor left. */
  references: readonly string[]
  destinations: readonly DestinationAddress[]
  dryRun: boolean
  /** Told how far it is. */
  watch?: Watch
}

/** Ends predecessors whose grace is over and repairs what an interrupted run left. Never replaces a token for its age. */
export async function finishRotations(request: FinishRequest, ports: RotatePorts): Promise<Rotation[]> {
  refuseUnlessRotates(ports.platform)
  const known = await knownTokens(ports)
  if (request.references.length === 0 && known.recordsFailure) throw known.recordsFailure
  const references = request.references.length > 0 ? request.references : unfinishedLabels(known)
  const work = { ...request, mode: 'finish' as const }
  const { destinations, watch } = request
  const rotate: RotateOne = async ({ token }, ports) =>
    destinations.length > 0 || known.recordsFailure || isRemembered(token.label, known)
      ? await attempt(token, work, known, ports)
      : failed(token.label, unknownPlaces(token.label))
  const targets = rotationTargets(references, known)
  return await rotateAll({ targets, rotate, known, destinations, watch }, ports)
}

/** A predecessor may be past its wished end too, which the platform knows nothing of. */
function unfinishedLabels(known: KnownTokens): string[] {
  const graced = new Set(known.records.filter(({ graceEndsAt }) => graceEndsAt !== null).map(({ id }) => id))
  const unfinished = known.tokens.filter(
    token => token.status === 'rotating' || (graced.has(token.id) && stillWorks(token)),
  )
  const labels = unfinished.map(({ label }) => label)
  return [...new Set(labels)].filter(label => isRemembered(label, known))
}

function isRemembered(wanted: string, { records }: KnownTokens): boolean {
  return records.some(({ label, storedIn }) => label === wanted && storedIn.length > 0)
}

function unknownPlaces(label: string): TokenNotFound {
  return new TokenNotFound(`this machine does not know where '${label}' is stored`, {
    hint: 'name every destination with --to',
  })
}
