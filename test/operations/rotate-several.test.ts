import { describe, expect, test } from 'vitest'
import { rotateTokens } from '../../src/operations/rotate-tokens.ts'
import { freshSecret } from '../fakes/secrets.ts'
import { keep } from './records.ts'
import { livingNames, storedFor, type World, worldInCi } from './world.ts'

const rotate = async (world: World, ...references: string[]) =>
  await rotateTokens({ references, destinations: [], dryRun: false }, world)

describe('several tokens', () => {
  test('are rotated one after the other, each with its own outcome', async () => {
    const world = worldInCi()
    await keep(world, 'one')
    await keep(world, 'two', 'file:y')
    await keep(world, 'three')
    world.destinations.at('file:y').faults.write = 'unavailable'
    const rotations = await rotate(world, 'one', 'two', 'nobody', 'three')
    expect(rotations.map(({ label, outcome }) => [label, outcome])).toEqual([
      ['one', 'rotated'],
      ['two', 'rolled-back'],
      ['nobody', 'failed'],
      ['three', 'rotated'],
    ])
    expect(rotations[2]?.error).toMatchObject({ exitCode: 4 })
    expect(storedFor(world, 'three')?.tokenId).toBe('7')
  })

  test('are each rotated once, however often they are meant', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    expect(await rotate(world, 'ci-main', '2', 'ci-main')).toHaveLength(1)
    expect(world.events.effects.filter(line => line.startsWith('create'))).toHaveLength(1)
  })

  test('with the credential among them: it goes last, the others need it; results stay in order', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    const rotations = await rotate(world, '1', 'ci-main')
    expect(rotations).toMatchObject([
      { label: 'ci session', outcome: 'rotated' },
      { label: 'ci-main', outcome: 'rotated' },
    ])
    expect(world.events.effects.filter(line => line.startsWith('revoke'))).toEqual([
      'revoke 2 as 3',
      'revoke 1 as 4',
    ])
    expect(livingNames(world)).toEqual(['ci-main ~aaaaaaaaaa', 'ci session ~aaaaaaaaae'])
  })

  test('a value typed in place of a name is not told again', async () => {
    const world = worldInCi()
    const typed = freshSecret(12).reveal()
    const [rotation] = await rotate(world, typed)
    expect(rotation).toMatchObject({ label: '12|***', outcome: 'failed' })
  })

  test('a bug is not one token’s failure', async () => {
    for (const event of ['probe', 'create', 'write']) {
      const world = worldInCi()
      await keep(world, 'ci-main')
      world.events.before(event, () => {
        throw new TypeError('a bug')
      })
      await expect(rotate(world, 'ci-main')).rejects.toThrow(TypeError)
    }
  })
})

test('a place shared with another label is its newest owner’s', async () => {
  const world = worldInCi()
  await keep(world, 'old-one', 'file:y')
  await keep(world, 'new-one', 'file:y')
  await rotate(world, 'new-one')
  const places = [...world.tokenRecords.held.values()].map(({ label, storedIn }) => [label, storedIn])
  expect(places).toEqual(
    expect.arrayContaining([
      ['old-one', []],
      ['new-one', ['file:y']],
    ]),
  )
})
