import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { guestOf } from './guest.ts'
import { newPerson } from './person.ts'

const elsewhere = /^beatpass: profile 'default' belongs to .*\nhint: name another profile with --profile/

async function nuwebGuest() {
  const one = await guestOf('nuweb')
  await one.run('login --company 1001 --email one@x.test --password-stdin', one.password)
  await one.run('tokens create ci-main --password-stdin', one.password)
  return one
}

// Every command that could read an entry or a record of the profile, or write one.
const lines = [
  'whoami',
  'tokens list',
  'tokens show ci-main',
  'tokens get ci-main',
  'tokens verify ci-main',
  'tokens check',
  'tokens rotate ci-main',
  'tokens finish',
  'tokens revoke ci-main --yes',
  'logout --local',
]

test.each([
  ['another company', { BEATPASS_COMPANY: '1002' }],
  ['a reseller', { BEATPASS_RESELLER: '7' }],
  ['another host', { BEATPASS_API_URL: 'http://127.0.0.1:9/v1' }],
  ['another platform', { BEATPASS_PLATFORM: 'beatpass' }],
])('a profile is refused to %s, whatever the command: nothing is read or sent', async (_, other) => {
  const one = await nuwebGuest()
  one.env = { ...one.env, ...other }
  for (const line of lines) {
    const ran = await one.run(line)
    expect(ran, line).toMatchObject({ exitCode: 2, stdout: '', requests: [] })
    expect(ran.stderr, line).toMatch(elsewhere)
  }
  const input = (line: string) => one.run(line, one.password)
  for (const line of ['tokens add other', 'tokens create other --password-stdin', 'login --with-token'])
    expect(await input(line), line).toMatchObject({ exitCode: 2, requests: [] })
})

test('profiles of their own share nothing: same label, other tenant, other entry and other record', async () => {
  const one = await nuwebGuest()
  await one.run('--profile two login --company 1002 --email one@x.test --password-stdin', one.password)
  expect(await one.run('--profile two tokens get ci-main')).toMatchObject({ exitCode: 4 })
  await one.run('--profile two tokens create ci-main --password-stdin', one.password)
  const [first, second] = [
    await one.run('tokens get ci-main'),
    await one.run('--profile two tokens get ci-main'),
  ]
  expect(first.stdout).not.toBe(second.stdout)
  const ids = async (profile: string) =>
    JSON.parse((await one.run(`--profile ${profile} tokens list --json`)).stdout)
      .map(({ id }: { id: string }) => id)
      .sort()
  expect(await ids('default')).toEqual(['1', '2'])
  expect(await ids('two')).toEqual(['3', '4'])
})

test('a profile whose settings were lost is not taken over by another platform: its records tell', async () => {
  const one = await nuwebGuest()
  await rm(join(one.home, '.config/beatpass/config.json'))
  one.env = { ...one.env, BEATPASS_COMPANY: '1001' }
  expect(await one.run('tokens get ci-main')).toMatchObject({ exitCode: 0 })
  const meetzy = await guestOf('meetzy')
  one.env = { ...one.env, ...{ BEATPASS_PLATFORM: 'meetzy', BEATPASS_API_URL: meetzy.server.apiUrl } }
  const { BEATPASS_COMPANY: _, ...env } = one.env
  one.env = env
  const ran = await one.run('tokens verify ci-main')
  expect(ran).toMatchObject({ exitCode: 2, stdout: '' })
  expect(ran.stderr).toMatch(elsewhere)
  expect(meetzy.server.requests()).toEqual([])
})

test('a profile keeps to the environment that it was signed in for', async () => {
  const one = await guestOf('beatconnect')
  const session = await one.session()
  await one.run('login --with-token --env sandbox', session)
  const created = await one.run('tokens create ci-main --json --reveal')
  expect(JSON.parse(created.stdout)).toMatchObject({ token: { environment: 'sandbox' } })
  const refused = await one.run('tokens create other --env live')
  expect(refused).toMatchObject({ exitCode: 2, stdout: '', requests: [] })
  expect(refused.stderr).toMatch(elsewhere)
  expect(await one.run('login --with-token --env live', session)).toMatchObject({ exitCode: 2 })
})

test('one that keeps to none takes tokens of each, and cannot be tied to one afterwards', async () => {
  const one = await guestOf('beatconnect')
  const session = await one.session()
  await one.run('login --with-token', session)
  for (const env of ['live', 'sandbox'])
    expect(await one.run(`tokens create for-${env} --env ${env}`)).toMatchObject({ exitCode: 0 })
  expect(await one.run('login --with-token --env live', session)).toMatchObject({ exitCode: 2 })
})

test('tenants and environments that a platform does not have are refused', async () => {
  const one = await guestOf('meetzy')
  for (const line of ['whoami --company 1', 'whoami --reseller 1', 'tokens create x-y-z --env live'])
    expect(await one.run(line), line).toMatchObject({ exitCode: 5, stdout: '', requests: [] })
})

test('what a hint tells to type is for the profile at hand: the same id is another token in another one', async () => {
  const one = await newPerson()
  const two = await one.addUser({ email: 'two@beatpass.test' })
  await one.login()
  await one.login(two, { env: { BEATPASS_PROFILE: 'work' } })
  const created = await one.run('--profile work tokens create ci-main')
  expect(created.stderr).toMatch(/: beatpass --profile work tokens get 'ci-main' prints it\n$/)
  const taken = await one.run('--profile work tokens create ci-main')
  const [, told = ''] = /; beatpass (.*) ends it\n$/.exec(taken.stderr) ?? []
  expect(told).toBe('--profile work tokens revoke 3')
  expect((await one.run(`${told} --yes`)).stdout).toBe('3\tci-main\trevoked\n')
  expect((await one.run('--profile new tokens list --json')).stderr).toContain(
    '"hint":"beatpass --profile new login, or set BEATPASS_TOKEN"',
  )
  // Regressed: inside a result the hint was for the default profile.
  for (const line of ['tokens rotate ci-none --json', 'tokens create ci-more ci-two --json']) {
    await one.run('--profile work tokens create ci-two')
    const { stdout } = await one.run(`--profile work ${line}`)
    const hints = JSON.parse(stdout).flatMap(({ error }: { error?: { hint: string } }) => error?.hint ?? [])
    expect(hints, line).toEqual([expect.stringContaining('beatpass --profile work tokens ')])
  }
})
