import type { DestinationAddress } from '../domain/destination.ts'
import { BeatpassError, TokenNotFound } from '../domain/errors.ts'
import { resolveReference } from '../domain/reference.ts'
import { type KnownTokens, knownTokens } from './known-tokens.ts'
import { rotateLabel } from './rotate-label.ts'
import { failed, type RotatePorts } from './rotate-tokens.ts'
import type { Rotation } from './rotation.ts'

export interface FinishRequest {
  /** Empty: every label that this machine remembers and that has a predecessor left. */
  references: readonly string[]
  destinations: readonly DestinationAddress[]
  dryRun: boolean
}

/** Ends predecessors whose grace is over and repairs what an interrupted run left. Never replaces a token for its age. */
export async function finishRotations(request: FinishRequest, ports: RotatePorts): Promise<Rotation[]> {
  const known = await knownTokens(ports)
  const rotations: Rotation[] = []
  const references = request.references.length > 0 ? request.references : unfinishedLabels(known)
  for (const reference of new Set(references))
    rotations.push(await finishOne(reference, request, known, ports))
  return rotations
}

function unfinishedLabels({ tokens, records }: KnownTokens): string[] {
  const remembered = new Set(records.filter(({ storedIn }) => storedIn.length > 0).map(({ label }) => label))
  const labels = tokens.filter(({ status }) => status === 'rotating').map(({ label }) => label)
  return [...new Set(labels)].filter(label => remembered.has(label))
}

async function finishOne(
  reference: string,
  request: FinishRequest,
  known: KnownTokens,
  ports: RotatePorts,
): Promise<Rotation> {
  try {
    const token = resolveReference(reference, known.tokens)
    const remembered = known.records.some(
      ({ label, storedIn }) => label === token.label && storedIn.length > 0,
    )
    if (!remembered && request.destinations.length === 0) {
      throw new TokenNotFound(`this machine does not know where '${token.label}' is stored`, {
        hint: 'name every destination with --to',
      })
    }
    return await ports.interruption.during(() =>
      rotateLabel({ ...request, mode: 'finish' }, token, known, ports),
    )
  } catch (error) {
    if (!(error instanceof BeatpassError)) throw error
    return failed(reference, error)
  }
}
