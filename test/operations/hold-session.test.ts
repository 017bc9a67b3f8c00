import { expect, test } from 'vitest'
import * as errors from '../../src/domain/errors.ts'
import { Secret } from '../../src/domain/secret.ts'
import { holdSession } from '../../src/operations/hold-session.ts'
import { signIn, signInWithToken } from '../../src/operations/sign-in.ts'
import { account, failureOf, livingIds, newWorld, type World, worldSignedIn } from './world.ts'

const request = { email: account.email, password: new Secret(account.password) }
const sessionIn = (world: World) => world.secretStore.entries.get('beatpass-session/default')
/** Another run that read the same settings at the same time. */
const another = (world: World): World => ({ ...world, settings: structuredClone(world.settings) })

test('of two sign-ins at once the first one is ended by the second, and what lives is what is stored', async () => {
  const world = newWorld()
  const results = await Promise.all([signIn(request, world), signIn(request, another(world))])
  expect(results.flatMap(({ warnings }) => warnings)).toEqual([])
  expect(livingIds(world)).toEqual(['2'])
  expect(sessionIn(world)?.tokenId).toBe('2')
  expect(world.profiles.held.get('default')?.session?.id).toBe('2')
})

test('a pasted token that comes second ends the session of the first', async () => {
  const world = newWorld()
  const { secret } = world.platform.plant('made on the page')
  await Promise.all([signIn(request, world), signInWithToken(secret, another(world))])
  expect(livingIds(world)).toEqual(world.profiles.held.get('default')?.session?.pasted ? ['1'] : ['1', '2'])
  expect(sessionIn(world)?.tokenId).toBe(world.profiles.held.get('default')?.session?.id)
})

test('where no lock can be made a sign-in goes on without', async () => {
  const world = worldSignedIn()
  world.locks.exclusively = () => Promise.reject(new errors.StoreUnavailable('a read-only file system'))
  expect(await signIn(request, world)).toMatchObject({ warnings: [] })
  expect(livingIds(world)).toEqual(['2'])
})

test('what fails inside is not done twice, and who waited in vain is told', async () => {
  const world = newWorld()
  let times = 0
  const work = () => {
    times++
    return Promise.reject(new errors.StoreUnavailable('no space'))
  }
  expect(await failureOf(holdSession(world, work))).toMatchObject({ exitCode: 7 })
  expect(times).toBe(1)
  world.locks.exclusively = () => Promise.reject(new errors.Busy('another run is at it'))
  expect(await failureOf(holdSession(world, work))).toMatchObject({ exitCode: 12 })
  expect(times).toBe(1)
})

test('a profile that was signed in to somewhere else meanwhile is left alone', async () => {
  const world = worldSignedIn()
  world.settings.profile = { ...world.settings.profile, apiUrl: 'https://elsewhere.test/api/v1' }
  expect(await failureOf(signIn(request, world))).toMatchObject({
    exitCode: 12,
    message: `profile 'default' was signed in to beatpass at ${world.platform.apiUrl} meanwhile`,
  })
  expect(world.platform.calls).toEqual([])
})

test('a consent that could not be stored counts on', async () => {
  const world = worldSignedIn()
  const undocumentedApiAccepted = world.clock.now()
  world.settings.profile = { ...world.settings.profile, undocumentedApiAccepted }
  await holdSession(world, () => Promise.resolve())
  expect(world.settings.profile).toMatchObject({ undocumentedApiAccepted, session: { id: '1' } })
})
