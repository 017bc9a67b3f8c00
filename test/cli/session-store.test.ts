import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Keyring, startKeyring } from '../keyring/start-keyring.ts'
import { newBrowserPerson, sessionTokens, signInByBrowser } from './browser-person.ts'
import { newPerson, type Person } from './person.ts'

let keyring: Keyring
beforeAll(async () => {
  keyring = await startKeyring()
})
afterAll(() => keyring.stop())

const age = { env: { BEATPASS_STORE: 'age' } }
const inKeyring = (account = 'default') => keyring.lookup('service', 'beatpass-session', 'username', account)
const profileOf = async ({ home }: Person) =>
  JSON.parse(await readFile(join(home, '.config/beatpass/config.json'), 'utf8')).profiles.default

/** Somebody with a keychain, no store chosen, who can open an age file too. */
function atDesktop(person: Person): Person {
  const { BEATPASS_STORE: _, ...env } = person.env
  person.env = { ...env, DBUS_SESSION_BUS_ADDRESS: keyring.env.DBUS_SESSION_BUS_ADDRESS ?? '' }
  return person
}

describe('a session that rests in the keychain, and a run that chose another store', () => {
  test('the session is found where it is: used, signed out, and the profile keeps its store', async () => {
    const person = atDesktop(await newPerson())
    await person.login()
    expect(await person.run('whoami --store age')).toMatchObject({ exitCode: 0 })
    expect(await person.run('logout', age)).toMatchObject({
      exitCode: 0,
      stderr: 'signed out; the session is revoked\n',
      requests: ['DELETE /access-tokens/1', 'GET /users/me'],
    })
    expect(await inKeyring()).toBeUndefined()
    const profile = await profileOf(person)
    expect(profile).not.toHaveProperty('session')
    expect(profile).not.toHaveProperty('store')
  })

  test('tokens go to the store that was chosen', async () => {
    const person = atDesktop(await newPerson())
    await person.login()
    expect((await person.run('tokens create ci-main --store age')).stderr).toContain(
      'its secret rests in the age file',
    )
    expect(await keyring.lookup('service', 'beatpass', 'username', 'default/ci-main')).toBeUndefined()
    expect(await person.run('logout --local', age)).toMatchObject({ exitCode: 0 })
    expect(await inKeyring()).toBeUndefined()
  })

  test('a sign-in with another store ends the session before, and empties the old store', async () => {
    const person = atDesktop(await newPerson())
    await person.login()
    expect(await person.login(person.sandbox, age)).toMatchObject({
      exitCode: 0,
      stderr: 'signed in as dev@beatpass.test (profile default)\n',
    })
    expect([await inKeyring(), (await profileOf(person)).store]).toEqual([undefined, 'age'])
    const listed = JSON.parse((await person.run('tokens list --json')).stdout)
    expect(listed.map(({ id }: { id: string }) => id)).toEqual(['2'])
  })

  test('the same with a session from the browser', async () => {
    const person = atDesktop(await newBrowserPerson())
    await signInByBrowser(person)
    const first = (await inKeyring()) ?? ''
    expect(await inKeyring('default/refresh')).toBeDefined()
    await signInByBrowser(person, 'login --browser --store age')
    expect([await inKeyring(), await inKeyring('default/refresh')]).toEqual([undefined, undefined])
    expect(Object.keys(await sessionTokens(person))).toEqual(['access', 'refresh'])
    expect(await person.run('whoami', { env: { BEATPASS_TOKEN: first } })).toMatchObject({ exitCode: 3 })
    expect(await person.run('whoami')).toMatchObject({ exitCode: 0 })
  })
})

test('a session whose secret is not found is not called dead: 9, and --local forgets it', async () => {
  const person = await newPerson()
  await person.login()
  await rm(join(person.home, '.local/share/beatpass/secrets.age'))
  const ran = await person.run('logout')
  expect(ran).toMatchObject({ exitCode: 9, stdout: '', requests: [] })
  expect(ran.stderr).toMatch(
    /^beatpass: the session of profile 'default' is not in age file .*: whether it lives is not known\nhint: delete it at .*, then beatpass logout --local\n$/,
  )
  expect(await person.run('logout --local')).toMatchObject({ exitCode: 0 })
})

test('two sign-ins at once leave one session: the one that is stored', async () => {
  const person = await newPerson()
  const runs = await Promise.all([person.login(), person.login()])
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0])
  const listed = JSON.parse((await person.run('tokens list --json')).stdout)
  expect(listed.map(({ id }: { id: string }) => id)).toEqual([(await profileOf(person)).session.id])
})

test('a state folder that cannot be made keeps nobody from signing in', async () => {
  const person = await newPerson()
  const nowhere = { env: { XDG_STATE_HOME: '/sys' } }
  expect(await person.login(person.sandbox, nowhere)).toMatchObject({ exitCode: 0 })
  expect((await person.run('logout', nowhere)).stderr).toBe('signed out; the session is revoked\n')
})
