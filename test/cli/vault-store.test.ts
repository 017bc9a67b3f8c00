import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { rootToken, startVault, type VaultEmulator } from '../emulators/vault.ts'
import { bareEnvironment, newHome, newPerson, Person } from './person.ts'

const store = 'vault:kv/beatpass'

/** Somebody whose secrets rest in that Vault, where `token` lets them in; with a home of their own. */
async function memberOf(team: { vault: VaultEmulator; first?: Person }, token = rootToken): Promise<Person> {
  const { first = await newPerson(), vault } = team
  const home = await newHome()
  const access = { VAULT_ADDR: vault.url, VAULT_TOKEN: token, BEATPASS_API_URL: first.sandbox.apiUrl }
  return new Person(home, first.sandbox, { ...bareEnvironment(home), ...access })
}

const login = (person: Person, user: { email: string; password: string } = person.sandbox) =>
  person.run(['login', '--store', store, '--email', user.email, '--password-stdin'], { input: user.password })

/** What hvac reads at a path below `kv`. */
async function hvacReads({ url }: VaultEmulator, path: string): Promise<string> {
  const client = `hvac.Client(url='${url}', token='${rootToken}').secrets.kv.v2`
  const read = `read_secret_version(path='${path}', mount_point='kv')['data']['data']['value']`
  const { stdout } = await promisify(execFile)('/usr/bin/python3', [
    '-c',
    `import hvac; print(${client}.${read})`,
  ])
  return stdout.trimEnd()
}

test('what one rotates the whole team reads, with nothing but access to Vault', async () => {
  const vault = await startVault()
  const first = await memberOf({ vault })
  expect((await login(first)).exitCode).toBe(0)
  const { stdout: whoami } = await first.run('whoami --json')
  expect(JSON.parse(whoami).secretStore).toEqual({ name: store, location: 'Vault path kv/beatpass' })
  const created = await first.run('tokens create ci-main')
  expect(created.stderr).toContain(
    "its secret rests in the Vault path kv/beatpass: beatpass tokens get 'ci-main'",
  )
  const before = await first.secretOf('ci-main')

  const reader = vault.token({ 'kv/data/beatpass/tokens/*': ['read'] })
  const second = await memberOf({ vault, first }, reader)
  second.env.BEATPASS_STORE = store
  expect(await second.secretOf('ci-main')).toBe(before)
  expect((await first.run('tokens rotate ci-main')).exitCode).toBe(0)
  const { stdout: got, requests } = await second.run('tokens get ci-main')
  expect([got, requests]).toEqual([`${await first.secretOf('ci-main')}\n`, []])
  expect(got).not.toBe(`${before}\n`)
  expect(`${await hvacReads(vault, 'beatpass/tokens/default/ci-main')}\n`).toBe(got)

  const refused = await second.run('tokens create other', { env: { BEATPASS_TOKEN: before } })
  expect(refused).toMatchObject({ exitCode: 7, stdout: '', requests: [] })
  expect(refused.stderr).toContain(
    "hint: the token's policy must allow 'create' on kv/data/beatpass/tokens/default/probe",
  )
  expect(await first.leaks(got.trim())).toEqual([])
  expect([...(await first.leaks(rootToken)), ...(await second.leaks(reader))]).toEqual([])
})

test('each has a session of their own, under the same profile name', async () => {
  const vault = await startVault()
  const first = await memberOf({ vault })
  const second = await memberOf({ vault, first })
  const user = await first.addUser({ email: 'two@beatpass.test' })
  await login(first)
  await login(second, user)
  const emailOf = async (person: Person) =>
    JSON.parse((await person.run('whoami --json')).stdout).account.email
  expect([await emailOf(first), await emailOf(second)]).toEqual(['dev@beatpass.test', 'two@beatpass.test'])
  expect((await second.run('logout')).exitCode).toBe(0)
  expect((await second.run('whoami')).exitCode).toBe(3)
  expect(await emailOf(first)).toBe('dev@beatpass.test')
  expect(vault.kv.everything().map(([path]) => path)).toEqual([
    expect.stringMatching(/^beatpass\/sessions\/default\/./),
  ])
})

test('a rotation delivers to a field in Vault and to a dotenv file at once', async () => {
  const vault = await startVault()
  const person = await memberOf({ vault })
  vault.kv.write('ci', { data: { user: 'bot' } })
  await login(person)
  await person.run('tokens create ci-main')
  const places = ['--to', 'store:', '--to', 'vault:kv/ci#token', '--to', 'env:.env#BEATPASS_TOKEN']
  const ran = await person.run(['tokens', 'rotate', 'ci-main', ...places, '--json', '--debug'])
  expect(ran.exitCode).toBe(0)
  expect(JSON.parse(ran.stdout)[0].destinations).toMatchObject([
    { to: 'store:', status: 'verified' },
    { to: 'vault:kv/ci#token', status: 'verified' },
    { to: 'env:.env#BEATPASS_TOKEN', status: 'verified' },
  ])
  const secret = await person.secretOf('ci-main')
  const { body } = vault.kv.read('ci') as { body: { data: { data: object } } }
  expect(body.data.data).toEqual({ user: 'bot', token: secret })
  expect(await person.leaks(secret)).toEqual(['.env'])
  expect(await person.leaks(rootToken)).toEqual([])
})

test('no Vault token: 7 before anything is sent', async () => {
  const vault = await startVault()
  const person = await memberOf({ vault }, '')
  expect(await login(person)).toEqual({
    exitCode: 7,
    stdout: '',
    stderr:
      'beatpass: there is no Vault token\nhint: set VAULT_TOKEN (or BAO_TOKEN), or sign in with: vault login\n',
    requests: [],
  })
  expect(vault.calls).toEqual([])
})
