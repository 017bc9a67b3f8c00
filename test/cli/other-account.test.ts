import { expect, test } from 'vitest'
import { listTokens, send, signIn } from '../sandbox/client.ts'
import { refusal } from './beatpass.ts'
import { newHolder, newPerson, type Person } from './person.ts'

const hint = 'name another profile with --profile: two accounts never share one'

/** A token of a second account on the same sandbox. */
async function tokenOfAnother(person: Person): Promise<string> {
  const { password } = await person.addUser({ email: 'acc2@beatpass.test', name: 'Second' })
  return await tokenOfAnotherSignedIn(person, password)
}

const tokenOfAnotherSignedIn = (person: Person, password: string) =>
  signIn(person.sandbox, { email: 'acc2@beatpass.test', password }, 'theirs')

async function lives(person: Person, secret: string): Promise<boolean> {
  return (await send('GET', `${person.sandbox.apiUrl}/users/me`, { token: secret })).status === 200
}

const destroying = ['tokens revoke ci-acc --yes', 'tokens rotate ci-bcc']
const lines = [
  ...destroying,
  'tokens rotate ci-bcc --compromised --yes',
  'tokens finish',
  'tokens create ci-ccc',
  'tokens list',
  'tokens list --sort none',
  'tokens check',
  'tokens show ci-acc',
]

/** What each command is refused with, and that it read only; then that both secrets are still there and alive. */
async function refuses(lines: readonly string[], person: Person, env: Record<string, string>) {
  const message = `profile 'default' keeps tokens of ${person.sandbox.email}, and the credential is of acc2@beatpass.test`
  const refused = refusal(2, message, hint).stderr
  const kept = new Map<string, string>()
  for (const label of ['ci-acc', 'ci-bcc']) kept.set(label, await person.secretOf(label))
  for (const line of lines) {
    const ran = await person.run(line, { env })
    expect(ran, line).toMatchObject({ exitCode: 2, requests: ['GET /users/me'] })
    expect(ran.stderr, line).toContain(refused)
    expect(ran.stdout, line).not.toContain('missing')
  }
  for (const [label, secret] of kept) {
    expect(await person.secretOf(label)).toBe(secret)
    expect(await lives(person, secret), label).toBe(true)
  }
}

test('BEATPASS_TOKEN of another account ends and overwrites nothing of the one that is signed in', async () => {
  const person = await newPerson()
  await person.login()
  for (const label of ['ci-acc', 'ci-bcc']) await person.run(`tokens create ${label}`)
  const env = { BEATPASS_TOKEN: await tokenOfAnother(person) }
  await refuses(lines, person, env)
  expect(await person.run('whoami', { env })).toMatchObject({ exitCode: 0 })
  const elsewhere = await person.run('--profile two tokens create ci-acc', { env })
  expect(elsewhere.exitCode).toBe(0)
})

test('a profile that was only ever used with BEATPASS_TOKEN is tied to its account as well', async () => {
  const person = await newHolder()
  for (const label of ['ci-acc', 'ci-bcc']) await person.run(`tokens create ${label}`)
  await refuses(destroying, person, { BEATPASS_TOKEN: await tokenOfAnother(person) })
})

test('where the profile keeps nothing, BEATPASS_TOKEN of anybody lists', async () => {
  const person = await newPerson()
  const env = { BEATPASS_TOKEN: await tokenOfAnother(person) }
  expect(await person.run('tokens list', { env })).toMatchObject({ exitCode: 0 })
})

test('nobody signs in to a profile that keeps tokens of another account; the new session is ended again', async () => {
  const person = await newPerson()
  await person.login()
  for (const label of ['ci-acc', 'ci-bcc']) await person.run(`tokens create ${label}`)
  const kept = await person.run('tokens list')
  const { password } = await person.addUser({ email: 'acc2@beatpass.test', name: 'Second' })
  const told = `profile 'default' keeps tokens of ${person.sandbox.email}, and the credential is of acc2@beatpass.test`
  const other = await person.login({ email: 'acc2@beatpass.test', password })
  expect(other).toEqual({
    ...refusal(8, `signed in, but ${told}; the session was revoked again`, hint),
    requests: expect.arrayContaining(['POST /auth/login']),
  })
  const theirs = await tokenOfAnotherSignedIn(person, password)
  for (const line of ['login --with-token', 'tokens add ci-ccc'])
    expect(await person.run(line, { input: theirs }), line).toMatchObject(refusal(2, told, hint))
  expect(await person.run('tokens list')).toMatchObject({ exitCode: 0, stdout: kept.stdout })
  expect((await listTokens(person.sandbox, theirs)).map(({ name }) => name)).toEqual(['theirs'])
})
