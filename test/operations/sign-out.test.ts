import { expect, test } from 'vitest'
import { Secret } from '../../src/domain/secret.ts'
import { signIn } from '../../src/operations/sign-in.ts'
import { signOut } from '../../src/operations/sign-out.ts'
import { account, failureOf, livingIds, newWorld, type World, worldSignedIn } from './world.ts'

const sessionIn = (world: World) => world.secretStore.entries.get('beatpass-session/default')

test('signing out revokes the session, then forgets it', async () => {
  const world = worldSignedIn()
  expect(await signOut({ local: false }, world)).toEqual({ session: 'revoked' })
  expect(world.events.lines).toEqual(['revoke 1 as 1', 'list as 1'])
  expect(livingIds(world)).toEqual([])
  expect(sessionIn(world)).toBeUndefined()
  expect(world.profiles.held.get('default')).toMatchObject({ account: { id: '1' } })
  expect(world.profiles.held.get('default')).not.toHaveProperty('session')
})

test('locally it only forgets, without a request', async () => {
  const world = worldSignedIn()
  expect(await signOut({ local: true }, world)).toEqual({ session: 'left-alive' })
  expect(world.platform.calls).toEqual([])
  expect([livingIds(world), sessionIn(world)]).toEqual([['1'], undefined])
})

test('who is not signed in cannot sign out', async () => {
  expect(await failureOf(signOut({ local: false }, newWorld()))).toMatchObject({ exitCode: 3 })
})

test('a session that is dead is forgotten', async () => {
  const world = worldSignedIn()
  world.platform.drop('1')
  expect(await signOut({ local: false }, world)).toEqual({ session: 'revoked' })
  expect(sessionIn(world)).toBeUndefined()
})

test('a session whose secret is not found may live: exit 9, the profile stays signed in, and --local forgets it', async () => {
  const world = worldSignedIn()
  world.secretStore.entries.clear()
  const error = await failureOf(signOut({ local: false }, world))
  expect([error.exitCode, error.message]).toEqual([
    9,
    "the session of profile 'default' is not in memory: whether it lives is not known",
  ])
  expect(error.hint).toMatch(/^delete it at https:.*, then beatpass logout --local$/)
  expect(world.platform.calls).toEqual([])
  expect(world.profiles.held.get('default')?.session?.id).toBe('1')
  expect(await signOut({ local: true }, world)).toEqual({ session: 'left-alive' })
  expect(world.profiles.held.get('default')).not.toHaveProperty('session')
})

test('a dead session whose secret is gone while the profile still names it is forgotten with --local, and the hint says so', async () => {
  const world = worldSignedIn()
  world.profiles.failing = true
  expect(await failureOf(signOut({ local: false }, world))).toMatchObject({
    exitCode: 9,
    hint: 'beatpass logout --local',
  })
  world.profiles.failing = false
  expect(await signOut({ local: true }, world)).toEqual({ session: 'left-alive' })
})

test('what another run signed out meanwhile is not signed out again, and what it signed in is', async () => {
  const world = worldSignedIn()
  const stale = { ...world, settings: structuredClone(world.settings) }
  await signIn({ email: account.email, password: new Secret(account.password) }, world)
  expect(await signOut({ local: false }, stale)).toEqual({ session: 'revoked' })
  expect([livingIds(world), sessionIn(world)]).toEqual([[], undefined])
  expect(await failureOf(signOut({ local: false }, world))).toMatchObject({
    exitCode: 3,
    message: "profile 'default' was signed out meanwhile",
  })
})

test.each([
  ['ghost-revoke', 2, 9, 'the platform still lists the session, token 1'],
  ['rate-limited', 1, 6, 'memory: too many requests'],
  ['list-fails', 1, 9, 'whether token 1 is gone could not be read: memory: the list fails'],
] as const)('a session that could not be revoked (%s) is kept', async (fault, times, exitCode, message) => {
  const world = worldSignedIn()
  world.platform.faults.set(fault, times)
  const error = await failureOf(signOut({ local: false }, world))
  expect([error.exitCode, error.message]).toEqual([exitCode, message])
  expect(sessionIn(world)?.tokenId).toBe('1')
  expect(world.settings.profile.session?.id).toBe('1')
})

test('a session without an id cannot be revoked: the page is named', async () => {
  const world = worldSignedIn()
  world.secretStore.entries.set('beatpass-session/default', new Secret('no id'))
  const error = await failureOf(signOut({ local: false }, world))
  expect(error).toMatchObject({ exitCode: 9 })
  expect(error.hint).toContain('beatpass logout --local')
  expect(world.platform.calls).toEqual([])
})

test('a dead session that cannot be forgotten is told as such, and running it again finishes the work', async () => {
  const world = worldSignedIn()
  world.secretStore.fail('remove')
  const error = await failureOf(signOut({ local: false }, world))
  expect(error).toMatchObject({ exitCode: 9, hint: 'run it again' })
  expect(error.message).toContain('the session is dead, but not forgotten')
  world.secretStore.mend('remove')
  expect(await signOut({ local: false }, world)).toEqual({ session: 'revoked' })
  expect(sessionIn(world)).toBeUndefined()
})

test('what cannot be forgotten locally is told as it is', async () => {
  const world = worldSignedIn()
  world.secretStore.fail('remove')
  expect(await failureOf(signOut({ local: true }, world))).toMatchObject({ exitCode: 7 })
  world.secretStore.fail('remove', new TypeError('a bug'))
  await expect(signOut({ local: false }, world)).rejects.toThrow(TypeError)
})
