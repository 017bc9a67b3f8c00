import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makePassFolder } from '../adapters/secret-stores/pass/pass-folder.ts'
import { rootToken, startVault } from '../emulators/vault.ts'
import { listTokens } from '../sandbox/client.ts'
import { newHolder, type Person } from './person.ts'

/** The settings that lead to a store, and its home as it is told. */
interface Led {
  home: string
  env: Record<string, string>
}

async function vault(): Promise<Led> {
  const { url } = await startVault()
  const env = { BEATPASS_STORE: 'vault:kv/beatpass', VAULT_ADDR: url, VAULT_TOKEN: rootToken }
  return { home: `vault:kv/beatpass on ${url}`, env }
}

const age: Led = { home: 'age', env: { BEATPASS_STORE: 'age' } }
const vaultWays = '--store, VAULT_ADDR and VAULT_NAMESPACE'

/** Somebody whose token 2 rests in the store `a`. */
async function keptIn(a: Led) {
  const person = await newHolder()
  expect((await person.run('tokens create ci-main', { env: a.env })).exitCode).toBe(0)
  return person
}

const alive = async ({ sandbox, env }: Person) =>
  (await listTokens(sandbox, env.BEATPASS_TOKEN ?? '')).map(({ id }) => id)
const isRead = (request: string) => request.startsWith('GET ')
const recordOf = ({ home }: Person) => join(home, '.local/state/beatpass/profiles/default/tokens/2.json')

const pairs: [what: string, ways: string, start: () => Promise<[Led, Led]>][] = [
  ['Vault of another server', vaultWays, async () => [await vault(), await vault()]],
  ['Vault, then age', vaultWays, async () => [await vault(), age]],
  ['age, then Vault', '--store', async () => [age, await vault()]],
]

// Regressed: the successor went to the store of today, and the token that the first one still held was revoked.
test.each(pairs)('%s: what rests in the first is not rotated into the other', async (_, ways, start) => {
  const [a, b] = await start()
  const person = await keptIn(a)
  for (const line of [
    'tokens rotate ci-main',
    'tokens rotate ci-main --within 14d',
    'tokens finish ci-main',
  ]) {
    const ran = await person.run(line, { env: b.env })
    expect(ran).toMatchObject({
      exitCode: 7,
      stderr:
        `beatpass: store: is ${a.home}, and today's settings lead to ${b.home}\n` +
        `hint: set ${ways} as before, or name every destination with --to\n`,
    })
    expect(ran.requests.filter(request => !isRead(request))).toEqual([])
  }
  expect(await alive(person)).toEqual([1, 2])
  const again = await person.run('tokens rotate ci-main', { env: a.env })
  expect(again).toMatchObject({ exitCode: 0, stdout: 'ci-main\trotated\t2\t3\t\n' })
  expect(again.stderr).not.toContain('warning')
  const { stdout } = await person.run('tokens list --json', { env: a.env })
  expect(JSON.parse(stdout)[0]).toMatchObject({ id: '3', storedIn: ['store:'] })
})

test.each(pairs)('%s: a store that is named is another place', async (_, _ways, start) => {
  const [a, b] = await start()
  const person = await keptIn(a)
  const ran = await person.run('tokens rotate ci-main --to store:', { env: b.env })
  expect(ran).toMatchObject({ exitCode: 0, stdout: 'ci-main\trotated\t2\t3\t\n' })
  expect(ran.stderr).toContain(`warning: store: in ${a.home} still holds the dead secret of token 2\n`)
  const again = await person.run('tokens rotate ci-main', { env: b.env })
  expect(again).toMatchObject({ exitCode: 0, stdout: 'ci-main\trotated\t3\t4\t\n' })
  expect(again.stderr).not.toContain('warning')
})

test.each(pairs)('%s: where the secret is, is told by get and by revoke', async (_, ways, start) => {
  const [a, b] = await start()
  const person = await keptIn(a)
  expect(await person.run('tokens get ci-main', { env: b.env })).toMatchObject({
    exitCode: 7,
    stdout: '',
    stderr: `beatpass: store: is ${a.home}, and today's settings lead to ${b.home}\nhint: set ${ways} as before\n`,
  })
  const revoked = await person.run('tokens revoke ci-main --yes --json', { env: b.env })
  expect(revoked.exitCode).toBe(0)
  expect(JSON.parse(revoked.stdout)[0].token.storedIn).toEqual(['store:'])
  expect(revoked.stderr).toContain(`warning: store: in ${a.home} still holds the dead secret of token 2\n`)
})

test('a token that was added is remembered with its store as well', async () => {
  const [a, b] = [await vault(), await vault()]
  const person = await newHolder()
  const { stdout: secret } = await person.run('tokens create other --to stdout:')
  const added = await person.run('tokens add ci-main', { env: a.env, input: secret })
  expect(added.exitCode).toBe(0)
  expect((await person.run('tokens rotate ci-main', { env: b.env })).exitCode).toBe(7)
})

test('several that are created at once are remembered with their store', async () => {
  const [a, b] = [await vault(), await vault()]
  const person = await newHolder()
  expect((await person.run('tokens create ci-main other', { env: a.env })).exitCode).toBe(0)
  for (const label of ['ci-main', 'other'])
    expect((await person.run(`tokens rotate ${label}`, { env: b.env })).exitCode).toBe(7)
})

test('a namespace is a Vault of its own', async () => {
  const { url } = await startVault({ namespace: 'team' })
  const env = { BEATPASS_STORE: 'vault:kv/beatpass', VAULT_ADDR: url, VAULT_TOKEN: rootToken }
  const a = { home: '', env: { ...env, VAULT_NAMESPACE: 'team' } }
  const person = await keptIn(a)
  const ran = await person.run('tokens rotate ci-main', { env: { ...env, VAULT_NAMESPACE: 'other' } })
  expect(ran.exitCode).toBe(7)
  expect(ran.stderr).toContain(`is vault:kv/beatpass on ${url}, namespace team, and today's`)
})

test('pass of another folder', async () => {
  const folder = await makePassFolder()
  onTestFinished(() => folder.remove())
  const { GNUPGHOME = '', PASSWORD_STORE_DIR = '' } = folder.env
  const other = join(folder.path, 'other')
  await folder.tool('sh', '-c', `PASSWORD_STORE_DIR='${other}' pass init tester@example.org`)
  const env = { BEATPASS_STORE: 'pass', GNUPGHOME, PASSWORD_STORE_DIR }
  const person = await keptIn({ home: `pass in ${folder.store}`, env })
  expect(
    await person.run('tokens rotate ci-main', { env: { ...env, PASSWORD_STORE_DIR: other } }),
  ).toMatchObject({
    exitCode: 7,
    stderr:
      `beatpass: store: is pass in ${folder.store}, and today's settings lead to pass in ${other}\n` +
      'hint: set --store and PASSWORD_STORE_DIR as before, or name every destination with --to\n',
  })
  expect((await person.run('tokens rotate ci-main', { env })).exitCode).toBe(0)
})

test('one token remembered with its store and one without have one place', async () => {
  const a = await vault()
  const person = await keptIn(a)
  const record = JSON.parse(await readFile(recordOf(person), 'utf8'))
  const older = { ...record, id: '0', storedIn: ['store:'] }
  await writeFile(recordOf(person).replace('2.json', '0.json'), JSON.stringify(older), { mode: 0o600 })
  const ran = await person.run('tokens rotate ci-main --json', { env: a.env })
  expect(JSON.parse(ran.stdout)[0].destinations).toMatchObject([{ to: 'store:', status: 'verified' }])
})

test('what was remembered without its store is taken to be in that of today', async () => {
  const [a, b] = [await vault(), await vault()]
  const person = await keptIn(a)
  const { storedIn, ...rest } = JSON.parse(await readFile(recordOf(person), 'utf8'))
  expect(storedIn).toEqual([`store:\0${a.home}`])
  await writeFile(recordOf(person), JSON.stringify({ ...rest, storedIn: ['store:'] }))
  const ran = await person.run('tokens rotate ci-main', { env: b.env })
  expect(ran).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('warning') })
  expect(await readFile(recordOf(person), 'utf8').catch(() => 'gone')).toBe('gone')
})
