import { describe, expect, test } from 'vitest'
import { nuwebFacts } from '../../src/adapters/platforms/nuweb-facts.ts'
import { Secret } from '../../src/domain/secret.ts'
import { signIn } from '../../src/operations/sign-in.ts'
import { signOut } from '../../src/operations/sign-out.ts'
import { account, failureOf, livingIds, newWorld, type World, worldSignedIn } from './world.ts'

const request = { email: account.email, password: new Secret(account.password) }
const sessionIn = (world: World) => world.secretStore.entries.get('beatpass-session/default')
const page = 'https://memory.test/tokens'

describe('where only the page ends tokens', () => {
  test('signing out is refused before anything is sent, and the session kept', async () => {
    const world = worldSignedIn()
    world.platform.facts = nuwebFacts
    const error = await failureOf(signOut({ local: false }, world))
    expect(error).toMatchObject({ code: 'not_supported', message: expect.stringContaining('web page only') })
    expect(error.hint).toBe(`delete the session's token at ${page}, then beatpass logout --local`)
    expect(world.platform.calls).toEqual([])
    expect(sessionIn(world)?.tokenId).toBe('1')
  })

  test('a session that is replaced lives on, and the page is named', async () => {
    const world = worldSignedIn()
    world.platform.facts = nuwebFacts
    const { warnings } = await signIn(request, world)
    expect(warnings).toEqual([`the session before this one, token 1, lives on: delete it at ${page}`])
    expect(world.events.effects.filter(line => line.startsWith('revoke'))).toEqual([])
    expect(livingIds(world)).toEqual(['1', '2'])
    expect(sessionIn(world)?.tokenId).toBe('2')
  })
})

describe('a platform that tells neither an id nor an account', () => {
  function silent(): World {
    const world = newWorld()
    world.platform.signIn = async () => ({ secret: new Secret('opaque'), account: null })
    return world
  }

  test('signs in all the same', async () => {
    const world = silent()
    expect(await signIn(request, world)).toEqual({ account: null, warnings: [] })
    expect(world.profiles.held.get('default')).toMatchObject({ session: { id: null, pasted: false } })
    expect(world.profiles.held.get('default')).not.toHaveProperty('account')
    expect(sessionIn(world)?.reveal()).toBe('opaque')
  })

  test('a session that cannot be stored there is told to live on: no call can end it', async () => {
    const world = silent()
    world.profiles.failing = true
    const error = await failureOf(signIn(request, world))
    expect(error).toMatchObject({ exitCode: 9, hint: expect.stringContaining('delete it at https://') })
    expect(error.message).toMatch(/; the session lives on and is stored nowhere$/)
    expect(world.events.lines).toEqual([])
    expect(sessionIn(world)).toBeUndefined()
  })
})
