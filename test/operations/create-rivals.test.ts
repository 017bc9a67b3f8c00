import { expect, test } from 'vitest'
import { createToken } from '../../src/operations/create-token.ts'
import { createTokens } from '../../src/operations/create-tokens.ts'
import { deliver } from '../../src/operations/deliver.ts'
import { MemoryDestination } from '../fakes/memory-destination.ts'
import { freshSecret } from '../fakes/secrets.ts'
import { addresses, failureOf, livingIds, storedFor, worldInCi } from './world.ts'

const destinations = addresses('store:')

/** Another run lists before we create, and stores its token of the same name before we deliver. */
function worldOfTwo() {
  const world = worldInCi()
  const rival = world.platform.plant('ci-odd')
  world.events.before("create 'ci-main'", () =>
    world.secretStore.entries.set('beatpass/default/ci-main', rival.secret),
  )
  return { world, rival }
}

test('what another run stored under the same name meanwhile is not overwritten: ours is withdrawn', async () => {
  const { world, rival } = worldOfTwo()
  const error = await failureOf(createToken({ label: 'ci-main', destinations }, world))
  expect(error).toMatchObject({ exitCode: 8 })
  expect(error.message).toContain('store: changed in the meantime and was left as it is')
  expect([storedFor(world, 'ci-main'), livingIds(world)]).toEqual([rival.secret, ['1', rival.id]])
})

test('nor by one of several, while the others are created', async () => {
  const { world, rival } = worldOfTwo()
  const [main, other] = await createTokens({ labels: ['ci-main', 'ci-other'], destinations }, world)
  expect(main).toMatchObject({ label: 'ci-main', error: { exitCode: 8 } })
  expect(other).toMatchObject({ created: { token: { label: 'ci-other' } } })
  expect(storedFor(world, 'ci-main')).toBe(rival.secret)
})

// Regressed: it was written on condition that it is as it was just before the write, a rival's token in it.
test('a place that shows no more than a version is written on condition of the one seen before', async () => {
  const conditions: unknown[] = []
  class Versioned extends MemoryDestination {
    override observe = async () => ({ secret: undefined, version: 'of the rival' })
    override write = async (_secret: unknown, observed: unknown) => void conditions.push(observed)
  }
  const seen = { secret: undefined, version: 'of before' }
  await deliver(freshSecret(), new Versioned({ readsBack: false }), worldInCi().clock, seen)
  expect(conditions).toEqual([seen])
})
