import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '../../../../src/domain/secret.ts'
import { makePassFolder, type PassFolder } from './pass-folder.ts'

const entry = { service: 'beatpass', account: 'default/one' } as const
let folder: PassFolder
beforeAll(async () => {
  folder = await makePassFolder()
  await folder.open().write(entry, new Secret('kept'))
})
afterAll(() => folder.remove())

test('not installed', async () => {
  const absent = folder.open({ env: { ...folder.env, PATH: '/nonexistent' } })
  const unavailable = {
    failure: 'unavailable',
    exitCode: 7,
    message: 'pass is not installed',
    hint: 'install it from passwordstore.org, or choose --store keychain or --store age',
  }
  await expect(absent.probe()).rejects.toMatchObject(unavailable)
  await expect(absent.read(entry)).rejects.toMatchObject(unavailable)
})

test('not initialised: absent is not known, and nothing is made', async () => {
  const env = { ...folder.env, PASSWORD_STORE_DIR: `${folder.path}/none` }
  const unavailable = { failure: 'unavailable', hint: 'pass init YOUR-GPG-ID' }
  await expect(folder.open({ env }).probe()).rejects.toMatchObject(unavailable)
  await expect(folder.open({ env }).read(entry)).rejects.toMatchObject(unavailable)
  await expect(folder.open({ env }).write(entry, new Secret('x'))).rejects.toMatchObject(unavailable)
  await expect(folder.open({ env }).remove(entry)).rejects.toMatchObject(unavailable)
  expect(existsSync(env.PASSWORD_STORE_DIR)).toBe(false)
})

test('a key that gpg does not have: refused at the probe, and the stored secret stays', async () => {
  const idFile = join(folder.store, '.gpg-id')
  await writeFile(idFile, 'nobody@example.org\n')
  await expect(folder.open().probe()).rejects.toMatchObject({ failure: 'refused' })
  await expect(folder.open().write(entry, new Secret('new'))).rejects.toMatchObject({
    failure: 'refused',
    message: 'gpg cannot encrypt for the key that pass names',
  })
  await writeFile(idFile, 'tester@example.org\n')
  expect((await folder.open().read(entry))?.reveal()).toBe('kept')
})

test('a public key alone: locked at the probe, before anything is stored', async () => {
  const home = `${folder.path}/public`
  await mkdir(home, { mode: 0o700 })
  const env = { ...folder.env, GNUPGHOME: home, PASSWORD_STORE_GPG_OPTS: '--trust-model always' }
  const key = await folder.tool('gpg', '--armor', '--export')
  await writeFile(join(home, 'key.asc'), key)
  await folder.tool('gpg', '--homedir', home, '--batch', '--import', join(home, 'key.asc'))
  const before = readdirSync(folder.store, { recursive: true })
  await expect(folder.open({ env }).probe()).rejects.toMatchObject({ failure: 'locked', retryable: true })
  await expect(folder.open({ env }).read(entry)).rejects.toMatchObject({ failure: 'locked' })
  expect(readdirSync(folder.store, { recursive: true })).toEqual(before)
  await folder.tool('gpgconf', '--homedir', home, '--kill', 'all')
})

describe('a damaged file is an error, not an absent entry, and stays as it is', () => {
  const path = (name: string) => join(folder.store, 'beatpass', 'default', `${name}.gpg`)
  const whole = () => readFileSync(path('one'))
  const damaged: Record<string, () => Buffer | string> = {
    empty: () => '',
    foreign: () => 'not a message\n',
    short: () => whole().subarray(0, 80),
    flipped: () => {
      const bytes = whole()
      bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 1
      return bytes
    },
  }
  test.each(Object.keys(damaged))('%s', async name => {
    const bytes = damaged[name]?.() ?? ''
    await mkdir(dirname(path(name)), { recursive: true })
    await writeFile(path(name), bytes)
    const damage = { failure: 'corrupt', message: 'the file in the password store is damaged' }
    await expect(folder.open().read({ ...entry, account: `default/${name}` })).rejects.toMatchObject(damage)
    expect(readFileSync(path(name))).toEqual(Buffer.from(bytes))
  })
})

test('a place that cannot be used is unavailable', async () => {
  await writeFile(`${folder.path}/file`, '')
  const env = { ...folder.env, PASSWORD_STORE_DIR: `${folder.path}/file/below`, PASSWORD_STORE_KEY: 'tester' }
  await expect(folder.open({ env }).probe()).rejects.toMatchObject({
    failure: 'unavailable',
    message: expect.stringMatching(/^cannot use .* \(ENOTDIR\)$/),
  })
})

test('words of pass that are not known come along, without control characters', async () => {
  const PATH = await folder.shadow(['pass'], "printf 'strange\\033[31m words\\nmore\\n' >&2; exit 3")
  await expect(folder.open({ env: { ...folder.env, PATH } }).read(entry)).rejects.toMatchObject({
    failure: 'unavailable',
    message: 'pass failed: strange [31m words',
  })
})

test('what reads back differently is a mismatch', async () => {
  const PATH = await folder.shadow(['pass'], '[ "$1" = show ] && echo other || exec $REAL "$@"')
  await expect(
    folder.open({ env: { ...folder.env, PATH } }).write(entry, new Secret('kept')),
  ).rejects.toMatchObject({
    failure: 'mismatch',
  })
})
