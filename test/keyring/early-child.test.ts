import { execFile, execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { beatpass, builtBeatpass, quotedBeatpass, startBeatpass } from '../cli/beatpass.ts'
import { loadedBy } from '../cli/loaded-by.ts'
import { bareEnvironment, newHome } from '../cli/person.ts'
import { childrenOf, exposedBy, processIds } from './processes.ts'
import { startKeyring } from './start-keyring.ts'

// Nothing listens there and there is no session bus: whatever is started, no command comes to anything.
const apiUrl = 'http://127.0.0.1:9/api/v1'
const script = builtBeatpass()[1] ?? ''
const session = { id: '1', name: 'laptop', createdAt: '2026-03-01T12:00:00.000Z', pasted: false }
const signedIn = { platform: 'beatpass', apiUrl, session }

/** A home with these settings, as they are written or as text. */
async function homeWith(settings: unknown): Promise<string> {
  const home = await newHome()
  const folder = join(home, '.config', 'beatpass')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const text = typeof settings === 'string' ? settings : JSON.stringify({ version: 1, profiles: settings })
  await writeFile(join(folder, 'config.json'), text, { mode: 0o600 })
  return home
}

/** Whether a child was started before the command was loaded: the command's own parts begin with the terminal. */
async function startsEarly(line: string, settings: unknown, env: Record<string, string> = {}) {
  const home = await homeWith(settings)
  const { parts } = await loadedBy([script, ...line.split(' ')], { ...bareEnvironment(home), ...env })
  const [started, loaded] = [parts.indexOf('child_process'), parts.indexOf('tty')]
  expect(loaded).toBeGreaterThanOrEqual(0)
  return started >= 0 && started < loaded
}

describe('the process of the keychain is started before the command is loaded', () => {
  test.each([
    ['tokens list', {}],
    ['whoami --json', {}],
    ['tokens revoke ci --yes', {}],
    ['tokens list --limit 5', {}],
    ['apps list', { BEATPASS_STORE: 'keychain' }],
    ['tokens list', { BEATPASS_STORE: 'age' }],
    ['tokens list --store=age', {}],
  ])('%s', async (line, env) => {
    expect(await startsEarly(line, { default: signedIn }, env)).toBe(true)
  })

  test('of the profile that is named, whose store is the keychain', async () => {
    const settings = { ci: { ...signedIn, store: 'keychain' } }
    expect(await startsEarly('tokens list --profile ci', settings)).toBe(true)
    expect(await startsEarly('tokens list', settings, { BEATPASS_PROFILE: 'ci' })).toBe(true)
  })
})

describe('it is not where the session rests elsewhere, or that is not known', () => {
  test.each([
    ['a token in the environment', 'tokens list', { BEATPASS_TOKEN: '1|abc' }],
    ['another profile, not signed in', 'tokens list --profile other', {}],
    ['another profile beside what only the command can read', 'tokens list --limit 5 --profile other', {}],
    ['a command that needs no session', 'sandbox --port 70000', {}],
  ])('%s', async (_, line, env) => {
    expect(await startsEarly(line, { default: signedIn }, env)).toBe(false)
  })

  test.each([
    ['a profile that keeps to another store', { default: { ...signedIn, store: 'age' } }],
    ['a profile that is not signed in', { default: { platform: 'beatpass', apiUrl } }],
    ['a name that every object knows', { constructor: 1 }],
    ['no profiles', '{"version":1}'],
    ['settings that are no JSON', '{'],
    ['settings beyond all measure', `{"profiles":{"default":{"session":{}}}}${' '.repeat(70_000)}`],
  ])('%s', async (_, settings) => {
    expect(await startsEarly('tokens list', settings)).toBe(false)
  })

  test('a planted FIFO is told, and nobody waits for it', async () => {
    const home = await homeWith({})
    const path = join(home, '.config', 'beatpass', 'config.json')
    execFileSync('sh', ['-c', 'rm "$1"; mkfifo "$1"', 'sh', path])
    const ran = await beatpass(['tokens', 'list'], { env: bareEnvironment(home) })
    expect(ran).toMatchObject({ exitCode: 13, stdout: '' })
    expect(ran.stderr).toContain(path)
  })
})

test('one that nobody takes ends with the command', async () => {
  const home = await homeWith({ default: { ...signedIn, platform: 'nowhere' } })
  const ran = await beatpass(['tokens', 'list'], { env: bareEnvironment(home) })
  expect(ran).toMatchObject({ exitCode: 2, stdout: '' })
  const mine = () =>
    processIds().filter(pid => {
      const exposed = exposedBy(pid)
      return exposed.includes('keychain-child.cjs') && exposed.includes(home)
    })
  await expect.poll(mine).toEqual([])
})

test('the command that needs it takes it: there is one', async () => {
  const keyring = await startKeyring()
  onTestFinished(() => keyring.stop())
  const folder = join(keyring.env.XDG_CONFIG_HOME ?? '', 'beatpass')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(join(folder, 'config.json'), JSON.stringify({ profiles: { default: signedIn } }))
  keyring.pause()
  const running = startBeatpass(['tokens', 'list'], { env: keyring.env })
  const children = new Set<number>()
  const watch = setInterval(() => {
    for (const pid of childrenOf(running.child.pid ?? 0, 'keychain-child.cjs')) children.add(pid)
  }, 10)
  const ran = await running.ended
  clearInterval(watch)
  expect(ran).toMatchObject({ exitCode: 7, stderr: expect.stringContaining('the keychain does not answer') })
  expect(children.size).toBe(1)
})

test('without a file descriptor for it, what needs no keychain goes on, and what does ends with 7', async () => {
  const home = await homeWith({
    default: { ...signedIn, account: { id: '7', name: 'Dev', email: 'dev@x.test' } },
  })
  const few = async (files: number, line: string) => {
    const limited = `ulimit -n ${files}; exec ${quotedBeatpass()} ${line}`
    const child = execFile('sh', ['-c', limited], { env: bareEnvironment(home) })
    let stderr = ''
    child.stderr?.on('data', text => (stderr += text))
    const exitCode = await new Promise(resolve => child.on('close', resolve))
    return { exitCode, stderr }
  }
  // What Node itself takes is its own affair; a child that is not made costs one for a moment.
  let least = 16
  while ((await few(least, '--version')).exitCode !== 0) least++
  const ends = []
  for (let files = least + 1; files < least + 9; files++) {
    expect(await few(files, 'whoami --offline')).toEqual({ exitCode: 0, stderr: '' })
    ends.push(await few(files, 'tokens list'))
  }
  expect(new Set(ends.map(({ exitCode }) => exitCode))).toEqual(new Set([7]))
  expect(ends.some(({ stderr }) => stderr.includes('too many files are open'))).toBe(true)
})
