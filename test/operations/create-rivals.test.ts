import { expect, test } from 'vitest'
import { createToken } from '../../src/operations/create-token.ts'
import { createTokens } from '../../src/operations/create-tokens.ts'
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
