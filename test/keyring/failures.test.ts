import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { Keychain, type KeychainOptions } from '../../src/adapters/secret-stores/keychain.ts'
import { Secret } from '../../src/domain/secret.ts'
import { keychainChildPath } from './keychain-child.ts'
import { childrenOf } from './processes.ts'
import { type Keyring, startKeyring } from './start-keyring.ts'

const entry = { service: 'beatpass', account: 'default/one' } as const
const engines = ['napi-keyring', 'keytar'] as const
const opened: Keychain[] = []

function open(options: Partial<KeychainOptions>): Keychain {
  const keychain = new Keychain({ childPath: keychainChildPath(), env: {}, ...options })
  opened.push(keychain)
  return keychain
}

afterEach(() => {
  for (const keychain of opened.splice(0)) keychain.close()
})

describe('locked', () => {
  let keyring: Keyring
  beforeAll(async () => {
    keyring = await startKeyring()
    await open({ env: keyring.env }).write(entry, new Secret('kept'))
    await open({ env: keyring.env, engine: 'keytar' }).write(entry, new Secret('kept'))
    await keyring.lock()
  })
  afterAll(() => keyring.stop())

  test.each(engines)('%s: a probe and a write fail with locked', async engine => {
    const keychain = open({ env: keyring.env, engine })
    await expect(keychain.probe()).rejects.toMatchObject({ failure: 'locked', exitCode: 7, retryable: true })
    await expect(keychain.write(entry, new Secret('new'))).rejects.toMatchObject({
      failure: 'locked',
      message: 'the keychain is locked',
    })
  })

  test('napi-keyring: a read and a removal of what is there fail with locked', async () => {
    const keychain = open({ env: keyring.env })
    await expect(keychain.read(entry)).rejects.toMatchObject({ failure: 'locked' })
    await expect(keychain.remove(entry)).rejects.toMatchObject({ failure: 'locked' })
  })

  test('keytar: a read gives nothing, as its description says', async () => {
    expect(await open({ env: keyring.env, engine: 'keytar' }).read(entry)).toBeUndefined()
  })
})

describe('a prompt that nobody answers', () => {
  let keyring: Keyring
  beforeAll(async () => {
    keyring = await startKeyring({ prompter: 'silent' })
    await keyring.lock()
  })
  afterAll(() => keyring.stop())

  test.each(engines)('%s: timeout, the child is gone, the outcome is said to be unknown', async engine => {
    const keychain = open({ env: keyring.env, engine, timeoutMs: 700 })
    await expect(keychain.write(entry, new Secret('new'))).rejects.toMatchObject({
      failure: 'timeout',
      message: 'the keychain did not answer within 0.7 s; whether the secret was stored is not known',
    })
    await expect.poll(() => childrenOf(process.pid, 'keychain-child.cjs')).toEqual([])
  })

  test('with a person there, a note says what is waited for; without, none', async () => {
    const onWaiting = vi.fn()
    const options = { env: keyring.env, timeoutMs: 2500, onWaiting }
    await expect(open({ ...options, interactive: true }).probe()).rejects.toMatchObject({
      failure: 'timeout',
    })
    expect(onWaiting.mock.calls).toEqual([['waiting for the keychain to be unlocked']])
    await expect(open(options).probe()).rejects.toMatchObject({ failure: 'timeout' })
    expect(onWaiting).toHaveBeenCalledOnce()
  })
})

describe('a daemon that does not run as it should', () => {
  let keyring: Keyring
  beforeEach(async () => {
    keyring = await startKeyring()
  })
  afterEach(() => keyring.stop())

  test('napi-keyring: a stopped daemon is unresponsive, and works again once it runs', async () => {
    const keychain = open({ env: keyring.env })
    keyring.pause()
    await expect(keychain.read(entry)).rejects.toMatchObject({ failure: 'unresponsive' })
    keyring.resume()
    await keychain.write(entry, new Secret('back'))
    expect((await keychain.read(entry))?.reveal()).toBe('back')
  })

  test('keytar: a stopped daemon is a timeout, and a new child works once it runs', async () => {
    const keychain = open({ env: keyring.env, engine: 'keytar', timeoutMs: 1000 })
    keyring.pause()
    await expect(keychain.read(entry)).rejects.toMatchObject({ failure: 'timeout', retryable: true })
    await expect.poll(() => childrenOf(process.pid, 'keychain-child.cjs')).toEqual([])
    keyring.resume()
    expect(await keychain.read(entry)).toBeUndefined()
  })

  test.each(engines)('%s: a daemon that was killed is unavailable', async engine => {
    const keychain = open({ env: keyring.env, engine })
    await keyring.killDaemon()
    const failed = { failure: 'unavailable', message: 'no keychain was found' }
    await expect(keychain.probe()).rejects.toMatchObject(failed)
    await expect(keychain.read(entry)).rejects.toMatchObject(failed)
  })
})

describe('no session bus', () => {
  test.each(engines)('%s: unavailable, and the hint names the choices', async engine => {
    const keychain = open({ env: { PATH: process.env.PATH }, engine })
    await expect(keychain.probe()).rejects.toMatchObject({
      failure: 'unavailable',
      exitCode: 7,
      hint: 'choose another store with --store age or --store pass: there is no plain-text fallback',
    })
    await expect(keychain.read(entry)).rejects.toMatchObject({ failure: 'unavailable' })
  })

  test.each(engines)('%s: an address with nothing behind it is unavailable', async engine => {
    const keychain = open({ env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' }, engine })
    await expect(keychain.read(entry)).rejects.toMatchObject({ failure: 'unavailable' })
  })
})

describe('a bus that takes the call and never answers', () => {
  let server: Server
  const sockets: Socket[] = []
  beforeAll(async () => {
    server = createServer(socket => void sockets.push(socket.on('error', () => undefined)))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })

  test.each(engines)('%s: timeout, and the child is gone', async engine => {
    const { port } = server.address() as AddressInfo
    const env = { DBUS_SESSION_BUS_ADDRESS: `tcp:host=127.0.0.1,port=${port}` }
    await expect(open({ env, engine, timeoutMs: 2_000 }).read(entry)).rejects.toMatchObject({
      failure: 'timeout',
    })
    await expect.poll(() => childrenOf(process.pid, 'keychain-child.cjs')).toEqual([])
    expect(sockets.length).toBeGreaterThan(0)
  })
})
