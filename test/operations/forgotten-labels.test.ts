import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/domain/secret.ts'
import { withForgottenLabels } from '../../src/operations/forgotten-labels.ts'
import { knownTokens } from '../../src/operations/known-tokens.ts'
import { rotateTokens } from '../../src/operations/rotate-tokens.ts'
import { keep } from './records.ts'
import { addresses, secretOf, type World, worldInCi } from './world.ts'

const label = 'ci-gone'
const found = async (world: World, reference = label, ...to: string[]) => {
  const known = await knownTokens(world)
  const more = await withForgottenLabels([reference], addresses(...to), known, world)
  return more === known ? 'nothing' : more.tokens.slice(known.tokens.length)
}
const storing = (text: string) => {
  const world = worldInCi()
  world.secretStore.entries.set(`beatpass/default/${label}`, new Secret(text))
  return world
}

describe('a label that no token bears', () => {
  test('is known again by the dead secret that is stored for it', async () => {
    expect(await found(storing('77|dead'))).toMatchObject([
      { id: '77', name: label, label, status: 'missing', storedIn: [] },
    ])
  })

  test('and by a value without an id', async () => {
    expect(await found(storing('no id in it'))).toMatchObject([{ id: '', label, status: 'missing' }])
  })

  test('is not, where a living token of another label is stored for it', async () => {
    expect(await found(storing('1|the session of this run'))).toBe('nothing')
  })

  test('is not, where nothing is there or nothing can be read', async () => {
    const world = worldInCi()
    expect(await found(world, label, 'file:x')).toBe('nothing')
    world.destinations.at('file:x').held = secretOf('77|dead')
    world.destinations.at('file:x').faults.observe = 'unavailable'
    expect(await found(world, label, 'file:x')).toBe('nothing')
    expect(world.destinations.at('file:x').calls.observe).toBe(2)
  })

  test('is not, where a secret is stored for it that works for another account: that is not to be overwritten', async () => {
    const world = worldInCi()
    const { secret } = world.platform.plant('theirs', { accountId: 2 })
    world.secretStore.entries.set(`beatpass/default/${label}`, secret)
    expect(await found(world)).toBe('nothing')
    world.destinations.at('file:x').held = secretOf('77|dead')
    expect(await found(world, label, 'file:x', 'store:')).toBe('nothing')
    const request = { references: [label], destinations: [], dryRun: false }
    expect(await rotateTokens(request, world)).toMatchObject([{ error: { code: 'token_not_found' } }])
    expect(world.secretStore.entries.get(`beatpass/default/${label}`)).toBe(secret)
    expect(await world.platform.accepts(secret)).toBe(true)
  })

  test('a place that cannot be read does not hide the next one', async () => {
    const world = worldInCi()
    world.destinations.at('file:x').faults.observe = 'unavailable'
    world.destinations.at('file:y').held = secretOf('77|dead')
    expect(await found(world, label, 'file:x', 'file:y')).toMatchObject([{ id: '77' }])
  })

  test('a mistake of ours on the way is thrown', async () => {
    const world = storing('77|dead')
    world.secretStore.fail('read', new TypeError('a bug'))
    await expect(found(world)).rejects.toThrow(TypeError)
  })

  test('no place is looked into for what can be no label, and for a label that is known', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    for (const reference of ['', 'ci-main', '2']) expect(await found(world, reference)).toBe('nothing')
    expect(world.secretStore.calls.read).toBe(0)
  })
})
