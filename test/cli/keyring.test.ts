import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Keyring, startKeyring } from '../keyring/start-keyring.ts'
import { sandboxFor } from '../sandbox/client.ts'
import { singleBinary } from './beatpass.ts'
import { Person } from './person.ts'

let keyring: Keyring
beforeAll(async () => {
  keyring = await startKeyring()
})
afterAll(() => keyring.stop())

const lookup = (name: string) => keyring.lookup('service', 'beatpass', 'username', name)

/** Somebody at a desktop whose keyring is open: no store was chosen. */
async function newDesktop(profile: string): Promise<Person> {
  const sandbox = await sandboxFor({ rateLimit: false })
  const env = { ...keyring.env, BEATPASS_API_URL: sandbox.apiUrl, BEATPASS_PROFILE: profile }
  return new Person(keyring.env.HOME ?? '', sandbox, env)
}

async function commandLines(): Promise<string> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const read = (pid: string, file: string) => readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '')
  return (await Promise.all(pids.flatMap(pid => [read(pid, 'cmdline'), read(pid, 'environ')]))).join('\n')
}

test('what a stranger does first: secret-tool finds the created secret, and nothing is left in the end', async () => {
  const person = await newDesktop('default')
  expect(await person.login()).toMatchObject({ exitCode: 0 })
  expect(await keyring.lookup('service', 'beatpass-session', 'username', 'default')).toMatch(/^1\|/)
  expect(await person.run('tokens create ci-main')).toMatchObject({
    exitCode: 0,
    stdout: '2\n',
    stderr: expect.stringContaining(
      "its secret rests in the Secret Service keychain: beatpass tokens get 'ci-main' prints it\n",
    ),
  })
  const secret = await lookup('default/ci-main')
  expect(secret).toMatch(/^2\|[A-Za-z0-9]{48}$/)
  expect((await person.run('tokens get ci-main')).stdout).toBe(`${secret}\n`)
  expect(await person.run('tokens rotate ci-main')).toMatchObject({ exitCode: 0 })
  expect(await lookup('default/ci-main')).toMatch(/^3\|/)
  expect((await person.run('tokens verify ci-main')).exitCode).toBe(0)
  expect((await person.run('tokens revoke ci-main --yes')).exitCode).toBe(0)
  expect(await lookup('default/ci-main')).toBeUndefined()
  expect((await person.run('logout')).exitCode).toBe(0)
  expect(await keyring.count()).toBe(0)
  expect(await person.leaks(secret ?? '')).toEqual(['stdout of tokens get ci-main'])
  expect(await person.leaks(person.sandbox.password)).toEqual([])
})

test('no process has the secret among its arguments or variables', async () => {
  const person = await newDesktop('watched')
  await person.login()
  const running = person.start('tokens create ci-main')
  let over = false
  let seen = ''
  const watched = (async () => {
    while (!over) seen += await commandLines()
  })()
  expect((await running.ended).exitCode).toBe(0)
  over = true
  await watched
  const secret = (await lookup('watched/ci-main')) ?? ''
  expect(secret).toMatch(/^2\|/)
  expect(seen).toContain(singleBinary ? '__keychain-child' : 'keychain-child.cjs')
  expect(seen.includes(secret.slice(2))).toBe(false)
})

test.skipIf(singleBinary)('the other engine, keytar, keeps it too', async () => {
  const person = await newDesktop('engine')
  await person.login()
  const config = join(keyring.env.XDG_CONFIG_HOME ?? '', 'beatpass/config.json')
  const settings = JSON.parse(await readFile(config, 'utf8'))
  settings.profiles.engine.keychainEngine = 'keytar'
  await writeFile(config, JSON.stringify(settings))
  await person.run('logout --local')
  expect((await person.login()).exitCode).toBe(0)
  expect((await person.run('tokens create ci-main')).exitCode).toBe(0)
  const secret = await keyring.lookup('service', 'beatpass', 'account', 'engine/ci-main')
  expect((await person.run('tokens get ci-main')).stdout).toBe(`${secret}\n`)
})

test('a locked keyring: 7, before anything is sent or minted', async () => {
  const person = await newDesktop('locked')
  await person.login()
  await keyring.lock()
  for (const line of ['tokens create ci-main', 'tokens list', 'whoami', 'logout']) {
    expect(await person.run(line)).toMatchObject({
      exitCode: 7,
      stdout: '',
      stderr: expect.stringMatching(/^beatpass: the keychain is locked\nhint: unlock it /),
      requests: [],
    })
  }
  expect(await person.run('whoami --offline')).toMatchObject({ exitCode: 0 })
})
