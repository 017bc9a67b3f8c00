import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/domain/secret.ts'
import { addToken } from '../../src/operations/add-token.ts'
import { freshSecret } from '../fakes/secrets.ts'
import { keep } from './records.ts'
import { failureOf, newWorld, storedFor, type World } from './world.ts'

const add = (world: World, secret: Secret, label = 'ci-main') => addToken({ label, secret }, world)

function planted(name = 'made on the page') {
  const world = newWorld()
  return { world, ...world.platform.plant(name) }
}
const unasked = (world: World) => {
  world.platform.facts = { ...world.platform.facts, needsConsent: () => true }
}

describe('a token made on the page', () => {
  test('is shown to the platform with itself, then stored and remembered under our name for it', async () => {
    const { world, secret } = planted()
    const { token, warnings } = await add(world, secret)
    expect(world.events.lines).toEqual(['probe store:', 'observe store:', 'list as 1', 'write store:'])
    expect(storedFor(world, 'ci-main')).toBe(secret)
    expect(token).toMatchObject({ id: '1', label: 'ci-main', name: 'made on the page', storedIn: ['store:'] })
    expect(world.tokenRecords.held.get('1')).toMatchObject({ label: 'ci-main', name: 'made on the page' })
    expect(warnings).toEqual([])
  })

  test('may be added twice', async () => {
    const { world, secret } = planted()
    await add(world, secret)
    expect((await add(world, secret)).token.id).toBe('1')
  })

  test('is stored unasked without consent, with a warning', async () => {
    const { world, secret } = planted()
    unasked(world)
    const { warnings, token } = await add(world, secret)
    expect(warnings).toEqual(['it was stored without asking BeatPass about it'])
    expect(token).toMatchObject({ id: '1', name: 'ci-main', expiresAt: null })
    expect(world.platform.calls).toEqual([])
  })

  test('that is accepted and not listed is told apart from one that nobody asked about', async () => {
    const { world, secret } = planted()
    world.platform.faults.set('stale-list')
    world.platform.faults.set('no-date')
    expect((await add(world, secret)).warnings).toEqual(['BeatPass accepts it and does not list it'])
  })

  test('whose record cannot be written is stored all the same', async () => {
    const { world, secret } = planted()
    world.tokenRecords.failing = true
    expect((await add(world, secret)).warnings[0]).toContain('will not remember token 1')
    expect(storedFor(world, 'ci-main')).toBe(secret)
  })
})

describe('nothing is stored', () => {
  // Regressed: a zero before the id made another token of it, so that to revoke that one ended the credential in use.
  test.each(['not a token', `01|${'a'.repeat(48)}`])(
    'of %s, which has no id: nothing is even asked',
    async text => {
      const world = newWorld()
      expect(await failureOf(add(world, new Secret(text)))).toMatchObject({ exitCode: 2 })
      expect([world.platform.calls, world.secretStore.calls.probe]).toEqual([[], 0])
    },
  )

  test('when the store cannot be used: nothing is asked either', async () => {
    const { world, secret } = planted()
    world.secretStore.fail('probe')
    expect(await failureOf(add(world, secret))).toMatchObject({ exitCode: 7 })
    expect(world.platform.calls).toEqual([])
  })

  test('of a dead token', async () => {
    const world = newWorld()
    expect(await failureOf(add(world, freshSecret(9)))).toMatchObject({
      exitCode: 3,
      message: 'the platform rejects that token; it was not stored',
    })
    expect(world.secretStore.calls.write + world.tokenRecords.calls.put).toBe(0)
  })

  test('when the entry holds the value of another token that lives', async () => {
    const { world, secret } = planted()
    const held = (await keep(world, 'ci-other')).secret
    world.secretStore.entries.set('beatpass/default/ci-main', held)
    const error = await failureOf(add(world, secret))
    expect(error).toMatchObject({ exitCode: 2, message: "'ci-main' is stored already, with another value" })
    expect(storedFor(world, 'ci-main')).toBe(held)
  })

  test('when the entry holds a value and nobody can tell whether it lives', async () => {
    const { world, secret } = planted()
    const held = freshSecret(99)
    world.secretStore.entries.set('beatpass/default/ci-main', held)
    world.events.before('list as 99', () => world.platform.faults.set('list-fails'))
    expect(await failureOf(add(world, secret))).toMatchObject({ exitCode: 2 })
    expect(world.events.unused).toEqual([])
    unasked(world)
    expect(await failureOf(add(world, secret))).toMatchObject({ exitCode: 2 })
    expect(storedFor(world, 'ci-main')).toBe(held)
  })

  test('over a value that came while the platform was asked', async () => {
    const { world, secret } = planted()
    const rival = freshSecret(99)
    world.events.before('list as 1', () => {
      world.secretStore.entries.set('beatpass/default/ci-main', rival)
    })
    expect(await failureOf(add(world, secret))).toMatchObject({ code: 'destination_conflict', exitCode: 7 })
    expect(storedFor(world, 'ci-main')).toBe(rival)
    expect(world.tokenRecords.calls.put).toBe(0)
  })

  test('that is kept under another name: one token has one label here', async () => {
    const world = newWorld()
    const { secret } = world.platform.plant('made on the page')
    await add(world, secret, 'ci-main')
    const error = await add(world, secret, 'ci-other').catch((reason: unknown) => reason)
    expect(error).toMatchObject({ exitCode: 2, message: "token 1 is kept already, as 'ci-main'" })
    expect([...world.secretStore.entries.keys()]).toEqual(['beatpass/default/ci-main'])
  })

  test('under the label of another live token: a rotation of one would end both', async () => {
    for (const name of ['ci-main', 'ci-main ~abcdefghij']) {
      const { world, secret } = planted()
      world.platform.plant(name)
      const error = await failureOf(add(world, secret))
      expect(error).toMatchObject({ code: 'name_taken', exitCode: 4 })
      expect(error.message).toBe("there is another token named 'ci-main': 2, active")
      expect(world.secretStore.calls.write).toBe(0)
    }
  })
})

test('the value of a dead token makes room, by its own word', async () => {
  const { world, secret } = planted()
  world.secretStore.entries.set('beatpass/default/ci-main', freshSecret(99))
  await add(world, secret)
  expect(world.events.lines.filter(line => line.startsWith('list'))).toEqual(['list as 1', 'list as 99'])
  expect(storedFor(world, 'ci-main')).toBe(secret)
})

test('a token that has ended does not hold its name', async () => {
  const { world, secret } = planted()
  world.platform.plant('ci-main', { createdAt: new Date('2025-11-01T00:00:00Z') })
  expect((await add(world, secret)).token.id).toBe('1')
})
