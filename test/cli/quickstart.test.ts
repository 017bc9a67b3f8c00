import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Keyring, startKeyring } from '../keyring/start-keyring.ts'
import { beatpass, type Ran } from './beatpass.ts'
import { ageStore, bareEnvironment, newHome } from './person.ts'

const commands = [
  '$ printf %s "$PASSWORD" | beatpass login --email dev@beatpass.test --password-stdin',
  '$ beatpass whoami',
  '$ beatpass tokens create quickstart-demo --expires 30d',
  '$ beatpass tokens list',
  '$ beatpass tokens verify quickstart-demo',
  '$ beatpass tokens rotate quickstart-demo',
  '$ beatpass tokens show quickstart-demo',
  '$ beatpass tokens revoke quickstart-demo --yes',
  '$ beatpass logout',
]

function expectWholeJob({ exitCode, stdout, stderr }: Ran): void {
  expect({ exitCode, commands: stderr.split('\n').filter(line => line.startsWith('$ ')) }).toEqual({
    exitCode: 0,
    commands,
  })
  expect(stderr).toContain('signed in as dev@beatpass.test')
  expect(stdout).toMatch(/^quickstart-demo\trotated\t2\t3\t$/m)
  expect(stdout).toMatch(/^3\tquickstart-demo\trevoked$/m)
  expect(`${stdout}${stderr}`).not.toMatch(/\d\|[A-Za-z0-9]{20,}/)
}

test('without a keychain: the whole job in a private age file, and it says so; nothing is left', async () => {
  const home = await newHome()
  await mkdir(join(home, 'tmp'))
  // Regressed: the tenant of another platform came along, and BeatPass has none.
  const other = { BEATPASS_PLATFORM: 'nuweb', BEATPASS_COMPANY: '1001', BEATPASS_TOKEN: '12|other' }
  const env = { ...bareEnvironment(home), ...other, TMPDIR: join(home, 'tmp') }
  const ran = await beatpass(['quickstart'], { env, cwd: home })
  expectWholeJob(ran)
  expect(ran.stderr).toMatch(
    /cannot be used here \(no keychain was found\): secrets rest in a private age file instead/,
  )
  expect(await readdir(home, { recursive: true })).toEqual(['tmp'])
})

test('in the store that --store names: every step uses it, and nothing is left in it', async () => {
  const home = await newHome()
  const { BEATPASS_STORE: _, ...age } = await ageStore(home)
  const env = { ...bareEnvironment(home), ...age }
  const ran = await beatpass(['--store', 'age', 'quickstart'], { env, cwd: home })
  expectWholeJob(ran)
  const file = join(home, '.local/share/beatpass/secrets.age')
  expect(ran.stderr).toContain(`secrets rest in: age file ${file}\n`)
  expect(ran.stderr).toContain(`its secret rests in the age file ${file}`)
})

// Regressed: the steps were run without them: key and value with --json, remarks with --quiet.
test('--json and --quiet hold for every step', async () => {
  const home = await newHome()
  const ran = await beatpass(['quickstart', '--json', '--quiet'], { env: bareEnvironment(home), cwd: home })
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
  const lines = ran.stdout.trimEnd().split('\n')
  expect(lines.map(line => typeof JSON.parse(line))).toEqual(Array(9).fill('object'))
})

describe('with a keychain', () => {
  let keyring: Keyring
  beforeAll(async () => {
    keyring = await startKeyring()
  })
  afterAll(() => keyring.stop())

  test('the whole job in it, and nothing is left', async () => {
    const before = await readdir(keyring.env.HOME ?? '')
    const ran = await beatpass(['quickstart'], { env: keyring.env })
    expectWholeJob(ran)
    expect(ran.stderr).toContain('secrets rest in: Secret Service keychain\n')
    expect(await keyring.count()).toBe(0)
    expect((await readdir(keyring.env.HOME ?? '')).filter(name => !before.includes(name))).toEqual([])
  })
})
