import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/domain/secret.ts'
import { signIn, signInWithToken } from '../../src/operations/sign-in.ts'
import { account, failureOf, livingIds, livingNames, newWorld, type World, worldSignedIn } from './world.ts'

const request = { email: account.email, password: new Secret(account.password) }
const sessionIn = (world: World) => world.secretStore.entries.get('beatpass-session/default')
const askConsent = (world: World) => {
  world.platform.facts = { ...world.platform.facts, needsConsent: () => true }
}

describe('signing in by password', () => {
  test('probes the store, sends the password once, keeps the session and never the password', async () => {
    const world = newWorld()
    const { account: who, warnings } = await signIn(request, world)
    expect(who).toEqual({ id: '1', name: 'Dev', email: account.email })
    expect(warnings).toEqual([])
    expect(world.events.lines).toEqual(["sign-in 'beatpass cli on laptop aaaaaaaaaa'"])
    expect(sessionIn(world)?.tokenId).toBe('1')
    expect(world.settings.profile).toMatchObject({
      account: who,
      session: { id: '1', name: 'beatpass cli on laptop aaaaaaaaaa', pasted: false },
    })
    expect(world.profiles.held.get('default')).toEqual(world.settings.profile)
    expect(world.secretStore.calls.probe).toBe(1)
    expect(JSON.stringify([...world.profiles.held])).not.toContain(account.password)
  })

  test('a store that cannot be used ends it before the password is sent', async () => {
    for (const method of ['probe', 'read'] as const) {
      const world = newWorld()
      world.secretStore.fail(method)
      expect(await failureOf(signIn(request, world))).toMatchObject({ exitCode: 7 })
      expect(world.platform.calls).toEqual([])
    }
  })

  test('a wrong password is not tried again, and changes nothing', async () => {
    const world = newWorld()
    const wrong = { ...request, password: new Secret('wrong') }
    expect(await failureOf(signIn(wrong, world))).toMatchObject({ code: 'sign_in_rejected', exitCode: 3 })
    expect(world.platform.calls).toHaveLength(1)
    expect(world.secretStore.calls.write + world.profiles.calls.write).toBe(0)
  })

  test('the name of a session is short enough for the platform whatever the host is called', async () => {
    const world = newWorld()
    world.settings.hostName = 'h'.repeat(300)
    await signIn(request, world)
    expect(livingNames(world)[0]?.length).toBeLessThanOrEqual(100)
  })

  test('a consent given with it is kept', async () => {
    const world = newWorld()
    askConsent(world)
    world.settings.consentGiven = true
    await signIn(request, world)
    expect(world.profiles.held.get('default')?.undocumentedApiAccepted).toEqual(world.clock.now())
    await signIn(request, world)
    expect(livingIds(world)).toEqual(['2'])
  })

  test('no consent is kept where none is needed', async () => {
    const world = newWorld()
    world.settings.consentGiven = true
    await signIn(request, world)
    expect(world.settings.profile.undocumentedApiAccepted).toBeUndefined()
  })
})

describe('the session before this one', () => {
  test('is revoked once the new one is stored, with its own secret', async () => {
    const world = worldSignedIn()
    expect(await signIn(request, world)).toMatchObject({ warnings: [] })
    expect(livingIds(world)).toEqual(['2'])
    expect(world.events.lines.slice(1)).toEqual(['revoke 1 as 1', 'list as 1'])
    expect(sessionIn(world)?.tokenId).toBe('2')
  })

  test('of another account is revoked too, and not merely called so', async () => {
    const world = worldSignedIn()
    const other = { email: 'other@beatpass.test', password: new Secret('two') }
    expect(await signIn(other, world)).toMatchObject({ warnings: [], account: { id: '2' } })
    expect(livingIds(world)).toEqual(['2'])
  })

  test('whose secret is lost is revoked with the new one, if the account is the same', async () => {
    const world = worldSignedIn()
    world.secretStore.entries.clear()
    expect(await signIn(request, world)).toMatchObject({ warnings: [] })
    expect(world.events.effects).toContain('revoke 1 as 2')
    const other = worldSignedIn()
    other.secretStore.entries.clear()
    const { warnings } = await signIn({ email: 'other@beatpass.test', password: new Secret('two') }, other)
    expect(warnings).toEqual(['the session before this one, token 1, lives on'])
    expect(livingIds(other)).toEqual(['1', '2'])
  })

  test('that cannot be revoked is named', async () => {
    const world = worldSignedIn()
    world.platform.faults.set('ghost-revoke', 2)
    const { warnings } = await signIn(request, world)
    expect(warnings).toEqual(['the session before this one, token 1, could not be revoked'])
  })

  test('that is dead already is no matter', async () => {
    const world = worldSignedIn()
    world.platform.drop('1')
    expect(await signIn(request, world)).toMatchObject({ warnings: [] })
  })

  test('without consent lives on, and that is said', async () => {
    const world = worldSignedIn()
    askConsent(world)
    const { warnings } = await signIn(request, world)
    expect(warnings).toEqual(['the session before this one, token 1, lives on'])
    expect(world.events.effects).toHaveLength(1)
  })

  test('that was pasted is the user’s and stays', async () => {
    const world = worldSignedIn()
    const { session } = world.settings.profile
    if (session) session.pasted = true
    await world.profiles.write(world.settings.profile)
    expect(await signIn(request, world)).toMatchObject({ warnings: [] })
    expect(livingIds(world)).toEqual(['1', '2'])
  })
})

describe('signing in with a pasted token', () => {
  test('shows it to the platform first', async () => {
    const world = newWorld()
    const { secret } = world.platform.plant('made on the page')
    const { account: who, warnings } = await signInWithToken(secret, world)
    expect([who?.name, warnings]).toEqual(['Dev', []])
    expect(sessionIn(world)).toBe(secret)
    expect(world.settings.profile.session).toMatchObject({ id: '1', name: 'made on the page', pasted: true })
  })

  test('a dead one is not stored', async () => {
    const world = worldSignedIn()
    const before = sessionIn(world)
    const error = await failureOf(signInWithToken(new Secret('99|dead'), world))
    expect(error).toMatchObject({
      exitCode: 3,
      message: 'the platform rejects that token; it was not stored',
    })
    expect(sessionIn(world)).toBe(before)
    expect(livingIds(world)).toEqual(['1'])
  })

  test('a platform that cannot be asked leaves everything as it is', async () => {
    const world = newWorld()
    const { secret } = world.platform.plant('made on the page')
    world.platform.faults.set('list-fails')
    expect(await failureOf(signInWithToken(secret, world))).toMatchObject({ exitCode: 6 })
    expect(sessionIn(world)).toBeUndefined()
  })

  test('without consent it is stored unasked, with a warning', async () => {
    const world = newWorld()
    askConsent(world)
    const result = await signInWithToken(new Secret('no id in it'), world)
    expect(result.account).toBeNull()
    expect(result.warnings).toEqual([
      'the token was stored without asking BeatPass: that takes a call it does not document',
    ])
    expect(world.platform.calls).toEqual([])
    expect(world.settings.profile.session).toEqual({ id: null, name: '', createdAt: null, pasted: true })
  })

  test('the minted session that it replaces is revoked; the same token is not', async () => {
    const world = worldSignedIn()
    const { secret } = world.platform.plant('made on the page')
    await signInWithToken(secret, world)
    expect(livingIds(world)).toEqual(['2'])
    await signInWithToken(secret, world)
    expect(livingIds(world)).toEqual(['2'])
  })
})
