import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { Keychain } from '../../src/adapters/secret-stores/keychain.ts'
import { Secret } from '../../src/domain/secret.ts'
import { bundled } from '../bundled.ts'
import { keychainChildPath } from './keychain-child.ts'
import { childrenOf, exposedBy, processIds } from './processes.ts'
import { type Keyring, startKeyring } from './start-keyring.ts'

const run = promisify(execFile)
const entry = { service: 'beatpass', account: 'default/one' } as const
let keyring: Keyring
beforeAll(async () => {
  keyring = await startKeyring()
})
afterAll(() => keyring.stop())

test.each(['napi-keyring', 'keytar'] as const)(
  '%s: during a write the secret is in no argument list and no environment, nor is any credential in the child',
  async engine => {
    const env = { ...keyring.env, BEATPASS_TOKEN: 'token-of-env', AWS_SECRET_ACCESS_KEY: 'key-of-env' }
    const keychain = new Keychain({ childPath: keychainChildPath(), env, engine })
    const secret = ['top', engine, 'secret', process.pid].join('-')
    keyring.pause()
    try {
      const writing = keychain.write(entry, new Secret(secret)).catch(() => undefined)
      await expect.poll(() => childrenOf(process.pid, 'keychain-child.cjs')).toHaveLength(1)
      const [child = 0] = childrenOf(process.pid, 'keychain-child.cjs')
      expect(exposedBy(child)).toContain(keyring.env.DBUS_SESSION_BUS_ADDRESS)
      expect(exposedBy(child)).not.toMatch(/token-of-env|key-of-env/)
      expect(processIds().filter(pid => exposedBy(pid).includes(secret))).toEqual([])
      keychain.close()
      await writing
    } finally {
      keyring.resume()
    }
  },
)

test('one child serves all calls of a run', async () => {
  // The child of the test before is told to end, and takes its time.
  await expect.poll(() => childrenOf(process.pid, 'keychain-child.cjs')).toEqual([])
  const keychain = new Keychain({ childPath: keychainChildPath(), env: keyring.env })
  onTestFinished(() => keychain.close())
  await keychain.probe()
  const children = childrenOf(process.pid, 'keychain-child.cjs')
  expect(children).toHaveLength(1)
  await keychain.write(entry, new Secret('x'))
  await Promise.all([keychain.read(entry), keychain.read(entry), keychain.remove(entry)])
  expect(childrenOf(process.pid, 'keychain-child.cjs')).toEqual(children)
})

test.each([
  ['napi-keyring', 'the keychain engine @napi-rs/keyring is not installed or cannot be loaded'],
  ['keytar', 'the keychain engine keytar is not installed or cannot be loaded'],
] as const)('%s: not installed is unavailable, and says so', async (engine, message) => {
  const folder = await mkdtemp('/tmp/bp-child-')
  await cp(dirname(keychainChildPath()), folder, { recursive: true })
  const keychain = new Keychain({ childPath: join(folder, 'keychain-child.cjs'), env: keyring.env, engine })
  await expect(keychain.probe()).rejects.toMatchObject({ failure: 'unavailable', message })
  keychain.close()
  await rm(folder, { recursive: true })
})

test('SIGUSR1 opens no debugger in the child, which holds secrets', async () => {
  const child = spawn(process.execPath, [keychainChildPath()], { env: keyring.env })
  let said = ''
  child.stderr.on('data', data => {
    said += data
  })
  const ask = async (id: number) => {
    child.stdin.write(`${JSON.stringify({ id, engine: 'napi-keyring', call: 'get', ...entry })}\n`)
    await once(child.stdout, 'data')
  }
  await ask(1)
  child.kill('SIGUSR1')
  await ask(2)
  child.stdin.end()
  const [exitCode] = await once(child, 'close')
  expect({ exitCode, said }).toEqual({ exitCode: 0, said: '' })
})

test('a child that cannot start or dies is an error of the store', async () => {
  const keychain = new Keychain({ childPath: '/nonexistent/child.cjs', env: keyring.env })
  await expect(keychain.read(entry)).rejects.toMatchObject({
    failure: 'unresponsive',
    message: "the keychain's own process ended early (exit code 1)",
  })
})

test('a process that is done ends by itself, and its idle child with it', async () => {
  const child = keychainChildPath()
  const folder = await mkdtemp('/tmp/bp-parent-')
  const bundle = await bundled('src/adapters/secret-stores/keychain.ts', folder)
  const script = `import { Keychain } from ${JSON.stringify(bundle)}
    const keychain = new Keychain({ childPath: ${JSON.stringify(child)}, env: process.env })
    console.log(await keychain.read({ service: 'beatpass', account: 'default/none' }))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { env: keyring.env })
  expect(stdout).toBe('undefined\n')
  const mine = () =>
    processIds().filter(pid => {
      const exposed = exposedBy(pid)
      return exposed.includes('keychain-child.cjs') && exposed.includes(keyring.env.HOME ?? '?')
    })
  await expect.poll(mine).toEqual([])
  await rm(folder, { recursive: true })
})
