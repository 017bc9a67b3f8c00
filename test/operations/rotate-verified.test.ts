import { expect, test } from 'vitest'
import { PlatformUnavailable } from '../../src/domain/errors.ts'
import { rotateTokens } from '../../src/operations/rotate-tokens.ts'
import { keep } from './records.ts'
import { livingIds, worldInCi } from './world.ts'

/** Of a label in two places; what they are told to do wrong happens in the rotation. */
async function rotationOf(goWrong: (world: ReturnType<typeof worldInCi>) => void) {
  const world = worldInCi()
  await keep(world, 'ci-main', 'store:', 'file:y')
  goWrong(world)
  const [rotation] = await rotateTokens({ references: ['ci-main'], destinations: [], dryRun: false }, world)
  return { world, rotation }
}

test('a rotation is verified once every place was read back and the platform took what they hold', async () => {
  const { rotation } = await rotationOf(() => undefined)
  expect(rotation).toMatchObject({ outcome: 'rotated', verified: true })
})

test('it is not while one of two places holds something else', async () => {
  const { world, rotation } = await rotationOf(({ destinations }) => {
    destinations.at('file:y').faults.write = 'other'
  })
  expect(rotation).toMatchObject({ outcome: 'incomplete', verified: false })
  expect(rotation?.destinations).toMatchObject([{ status: 'verified' }, { status: 'failed' }])
  expect(livingIds(world)).toEqual(['1', '2', '3'])
})

test('it is not while the platform could not be asked', async () => {
  const { world, rotation } = await rotationOf(({ platform }) => {
    platform.accepts = () => Promise.reject(new PlatformUnavailable('no answer'))
  })
  expect(rotation).toMatchObject({ outcome: 'incomplete', verified: false })
  expect(rotation?.destinations).toMatchObject([{ status: 'accepted' }, { status: 'accepted' }])
  expect(livingIds(world)).toEqual(['1', '2', '3'])
})
