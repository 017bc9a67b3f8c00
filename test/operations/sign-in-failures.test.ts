import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/domain/secret.ts'
import { signIn, signInWithToken } from '../../src/operations/sign-in.ts'
import { account, failureOf, livingIds, newWorld, type World, worldSignedIn } from './world.ts'

const request = { email: account.email, password: new Secret(account.password) }
const sessionIn = (world: World) => world.secretStore.entries.get('beatpass-session/default')

describe('a session that cannot be stored', () => {
  test('is revoked again', async () => {
    const world = newWorld()
    world.secretStore.fail('write')
    const error = await failureOf(signIn(request, world))
    expect(error).toMatchObject({ exitCode: 8 })
    expect(error.message).toContain('the session was revoked again')
    expect(livingIds(world)).toEqual([])
    expect(world.settings.profile.session).toBeUndefined()
  })

  test('because the settings cannot be written is revoked too, and taken out of the store', async () => {
    const world = newWorld()
    world.profiles.failing = true
    const error = await failureOf(signIn(request, world))
    expect(error).toMatchObject({ exitCode: 8, hint: 'make them writable' })
    expect(livingIds(world)).toEqual([])
    expect(sessionIn(world)).toBeUndefined()
  })

  test('leaves the session before it in place', async () => {
    const world = worldSignedIn()
    const before = sessionIn(world)
    world.profiles.failing = true
    expect(await failureOf(signIn(request, world))).toMatchObject({ exitCode: 8 })
    expect(sessionIn(world)).toBe(before)
    expect(livingIds(world)).toEqual(['1'])
    expect(world.settings.profile.session?.id).toBe('1')
  })

  test('and cannot be revoked either is named, with the page to delete it', async () => {
    for (const hinder of [
      (world: World) => world.platform.faults.set('ghost-revoke', 2),
      (world: World) => {
        world.platform.facts = { ...world.platform.facts, needsConsent: () => true }
      },
    ]) {
      const world = newWorld()
      world.profiles.failing = true
      hinder(world)
      const error = await failureOf(signIn(request, world))
      expect(error).toMatchObject({ exitCode: 9 })
      expect(error.message).toContain('session token 1 lives on and is stored nowhere')
      expect(error.hint).toContain('delete it at https://')
      expect(sessionIn(world)).toBeUndefined()
    }
  })

  test('and that a lagging list does not show yet is not taken for gone: its secret is asked', async () => {
    for (const fault of ['ghost-revoke', 'revoke-fails'] as const) {
      const world = newWorld()
      world.secretStore.fail('write')
      world.events.before('revoke', () => {
        world.platform.faults.set('stale-list', Number.POSITIVE_INFINITY)
        world.platform.faults.set(fault, Number.POSITIVE_INFINITY)
      })
      const error = await failureOf(signIn(request, world))
      expect(error).toMatchObject({ exitCode: 9 })
      expect(error.message).toContain('session token 1 lives on and is stored nowhere')
      expect(livingIds(world)).toEqual(['1'])
    }
  })

  test('without consent no undocumented call is made to revoke it', async () => {
    const world = newWorld()
    world.secretStore.fail('write')
    world.platform.facts = { ...world.platform.facts, needsConsent: () => true }
    await failureOf(signIn(request, world))
    expect(world.platform.calls.map(({ verb }) => verb)).toEqual(['sign-in'])
  })

  test('a pasted one is the user’s: it is not revoked, and the one before is put back', async () => {
    const world = worldSignedIn()
    const before = sessionIn(world)
    const { secret } = world.platform.plant('made on the page')
    world.profiles.failing = true
    expect(await failureOf(signInWithToken(secret, world))).toMatchObject({ exitCode: 7 })
    expect(sessionIn(world)).toBe(before)
    expect(livingIds(world)).toEqual(['1', '2'])
  })

  test('a bug in between is told as a bug', async () => {
    const world = newWorld()
    world.secretStore.fail('write', new TypeError('a bug'))
    await expect(signIn(request, world)).rejects.toThrow(TypeError)
  })
})
