import { describe, expect, test } from 'vitest'
import { nuwebFacts } from '../../src/adapters/platforms/nuweb-facts.ts'
import { Incomplete, OutcomeUnknown } from '../../src/domain/errors.ts'
import { createTokens } from '../../src/operations/create-tokens.ts'
import { proveAlive } from '../../src/operations/prove-alive.ts'
import { addresses, livingNames, secretOf, storedFor, type World, worldInCi } from './world.ts'

const storeOnly = addresses('store:')
const create = (world: World, ...labels: string[]) => createTokens({ labels, destinations: storeOnly }, world)
/** Interferes with the lists after the create of that label. */
const afterCreate = (world: World, label: string, act: () => void) =>
  world.events.before(`create '${label}'`, () => world.events.before('list', act))

describe('several that are read back', () => {
  test('where none was made, no list is asked for after it', async () => {
    const world = worldInCi()
    world.platform.faults.set('create-not-sent', 2)
    const creations = await create(world, 'one', 'two')
    expect(creations).toMatchObject([
      { error: { code: 'platform_unavailable' } },
      { error: { code: 'platform_unavailable' } },
    ])
    expect(world.events.lines.filter(line => line.startsWith('list'))).toHaveLength(1)
    expect(storedFor(world, 'one')).toBeUndefined()
  })

  test('a list that fails once is not the end: it is asked for once more, for all of them', async () => {
    const world = worldInCi()
    afterCreate(world, 'two', () => world.platform.faults.set('list-fails'))
    expect(await create(world, 'one', 'two')).toMatchObject([
      { created: { token: { id: '2', status: 'active' } } },
      { created: { token: { id: '3', status: 'active' } } },
    ])
    expect(world.events.lines.filter(line => line.startsWith('list'))).toHaveLength(3)
  })

  test('what cannot be read back at all is made, stored and told as unverified: exit 9', async () => {
    const world = worldInCi()
    afterCreate(world, 'one', () => world.platform.faults.set('list-fails', Number.POSITIVE_INFINITY))
    const [creation] = await create(world, 'one')
    expect(creation).toMatchObject({
      label: 'one',
      error: { exitCode: 9, hint: 'beatpass tokens verify 2', message: expect.stringContaining('stored') },
    })
    expect(storedFor(world, 'one')?.tokenId).toBe('2')
    expect(livingNames(world)).toContain('one')
  })

  test('a mistake of ours is no outcome of one token: it is thrown', async () => {
    const world = worldInCi()
    world.platform.createToken = () => Promise.reject(new TypeError('a bug'))
    await expect(create(world, 'one')).rejects.toThrow(TypeError)
  })
})

test('where only the page lists tokens, a lost answer names that page, and nothing is sent again', async () => {
  const world = worldInCi()
  world.platform.facts = nuwebFacts
  const sent: string[] = []
  world.platform.createToken = async (_, { name }) => {
    sent.push(name)
    throw new OutcomeUnknown('the answer is lost')
  }
  const [creation] = await create(world, 'one')
  const error = creation && 'error' in creation ? creation.error : undefined
  expect(error).toBeInstanceOf(Incomplete)
  expect(error?.message).toBe("the answer was lost: a token 'one' may exist, and its secret reached nobody")
  expect(error?.hint).toContain('https://memory.test/tokens')
  expect(sent).toEqual(['one'])
  expect(world.platform.calls).toEqual([])
})

test('where a token lists nothing but itself, that it is accepted proves it', async () => {
  const world = worldInCi()
  const { id, secret } = world.platform.plant('one')
  const [, token] = (await world.platform.listTokens(secret)).tokens
  const { listTokens } = world.platform
  world.platform.listTokens = async credential => {
    const list = await listTokens.call(world.platform, credential)
    return { ...list, tokens: [], partial: true }
  }
  if (!token) throw new Error('the planted token is not listed')
  expect((await proveAlive({ secret, token }, world)).token).toBe(token)
  world.platform.drop(id)
  await expect(proveAlive({ secret: secretOf('2|dead'), token }, world)).rejects.toThrow(Incomplete)
})
