import { CredentialRejected } from '../../src/domain/errors.ts'
import { type Goal, newRun } from '../../src/domain/rotation/run.ts'
import type { Secret } from '../../src/domain/secret.ts'
import { RotationHands } from '../../src/operations/rotation-hands.ts'
import type { RotationWork } from '../../src/operations/rotation-work.ts'
import { MemoryDestination } from '../fakes/memory-destination.ts'
import { worldInCi } from './world.ts'

const goal: Goal = {
  mode: 'rotate',
  dueIds: [],
  grace: 0,
  lease: 900_000,
  destinations: 1,
  settled: [],
  nonces: ['aaaaaaaaaa'],
}
/** The create of the one nonce. */
export const create = { do: 'create', nonce: 'aaaaaaaaaa' } as const

/** Hands with one place; token 1 is the credential, 2 what they create first. */
export function handsWith(place = new MemoryDestination()) {
  const world = worldInCi()
  const asked: Date[] = []
  const work: RotationWork = {
    goal,
    credential: world.settings.environmentToken as Secret,
    rejected: error => new CredentialRejected('the user’s own', { cause: error }),
    destinations: [place],
    nameFor: nonce => `ci-main ~${nonce}`,
    request: { expiresAt: new Date('2026-06-01T00:00:00Z'), environment: 'test' },
    select(tokens, made, now) {
      asked.push(now)
      return tokens.map(({ id }) => ({ id, nonce: made.get(id) ?? null, createdAt: null }))
    },
    dryRun: false,
    onEffect: () => undefined,
  }
  const hands = new RotationHands(work, world)
  const end = (ownsClaim = true) => hands.finish({ ...newRun(goal), ownsClaim }, undefined)
  return { world, hands, place, asked, end }
}
