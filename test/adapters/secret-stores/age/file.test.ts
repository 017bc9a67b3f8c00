import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freshDraftOf } from '../../../../src/adapters/files/draft.ts'
import { Secret } from '../../../../src/domain/secret.ts'
import { type AgeFolder, makeAgeFolder } from './age-folder.ts'

const entry = { service: 'beatpass', account: 'default/one' } as const
let folder: AgeFolder
beforeEach(async () => {
  folder = await makeAgeFolder()
})
afterEach(() => folder.remove())

/** Puts a text into the file as the age tool would, for the folder's identity. */
function put(text: string): void {
  mkdirSync(dirname(folder.file), { recursive: true })
  execFileSync('age', ['-e', '-a', '-r', folder.recipient, '-o', folder.file], { input: text })
  chmodSync(folder.file, 0o600)
}

function putRaw(bytes: string | Buffer): void {
  mkdirSync(dirname(folder.file), { recursive: true })
  writeFileSync(folder.file, bytes, { mode: 0o600 })
}

describe('a file that is not as it should be is never overwritten', () => {
  const damaged: Record<string, () => void | Promise<void>> = {
    empty: () => putRaw(''),
    'no age file': () => putRaw('{"version":1,"entries":[]}'),
    'an armor cut short': async () => {
      await folder.open().write(entry, new Secret('x'))
      putRaw(readFileSync(folder.file).subarray(0, 300))
    },
    'one flipped bit': async () => {
      await folder.open().write(entry, new Secret('x'))
      const lines = readFileSync(folder.file, 'utf8').split('\n')
      const body = Buffer.from(lines.slice(1, -2).join(''), 'base64')
      body[body.length - 1] = (body[body.length - 1] ?? 0) ^ 1
      putRaw(body)
    },
    'no JSON inside': () => put('hello'),
    'a list inside': () => put('[]'),
    'an entry without a secret': () => put('{"version":1,"entries":[{"service":"beatpass","account":"a"}]}'),
    'a scrypt stanza that is not valid': () => putRaw('age-encryption.org/v1\n-> scrypt !! 10\n\n--- x\n'),
  }
  test.each(Object.keys(damaged))('%s', async name => {
    await damaged[name]?.()
    const before = readFileSync(folder.file)
    const { identityPath, passphrasePath } = folder
    const store = folder.open({ identityPath, passphrasePath })
    const corrupt = {
      failure: 'corrupt',
      exitCode: 7,
      message: `${folder.file} is not a valid age file of beatpass`,
    }
    await expect(store.probe()).rejects.toMatchObject(corrupt)
    await expect(store.read(entry)).rejects.toMatchObject(corrupt)
    await expect(store.write(entry, new Secret('new'))).rejects.toMatchObject(corrupt)
    await expect(store.remove(entry)).rejects.toMatchObject(corrupt)
    expect(readFileSync(folder.file)).toEqual(before)
  })

  test('one of a later version', async () => {
    put('{"version":2,"vaults":{}}')
    await expect(folder.open().write(entry, new Secret('new'))).rejects.toMatchObject({ failure: 'refused' })
    expect(await folder.decrypted()).toBe('{"version":2,"vaults":{}}')
  })

  test('a greedy work factor is not followed', async () => {
    const salt = 'A'.repeat(22)
    putRaw(`age-encryption.org/v1\n-> scrypt ${salt} 30\n${'A'.repeat(43)}\n--- ${'A'.repeat(43)}\n`)
    await expect(folder.open({ passphrasePath: folder.passphrasePath }).read(entry)).rejects.toMatchObject({
      failure: 'corrupt',
    })
  })
})

test('a file that others may read, or that is a link, is unsafe', async () => {
  await folder.open().write(entry, new Secret('x'))
  chmodSync(folder.file, 0o644)
  await expect(folder.open().read(entry)).rejects.toMatchObject({ exitCode: 13 })
  const link = `${folder.path}/link.age`
  symlinkSync(folder.file, link)
  const { identityPath } = folder
  await expect(folder.open({ identityPath, path: link }).probe()).rejects.toMatchObject({ exitCode: 13 })
})

test('a place that cannot be written is unavailable, at the probe already', async () => {
  writeFileSync(`${folder.path}/data`, 'in the way')
  await expect(folder.open().probe()).rejects.toMatchObject({
    failure: 'unavailable',
    message: `cannot use ${folder.file} (ENOTDIR)`,
  })
  await expect(folder.open().write(entry, new Secret('x'))).rejects.toMatchObject({ failure: 'unavailable' })
  const { identityPath } = folder
  const path = `${folder.path}/${'x'.repeat(300)}/secrets.age`
  await expect(folder.open({ identityPath, path }).write(entry, new Secret('x'))).rejects.toMatchObject({
    failure: 'unavailable',
    message: `cannot use ${path} (ENAMETOOLONG)`,
  })
})

test('a probe makes nothing, not even the folder', async () => {
  await folder.open().probe()
  expect(existsSync(`${folder.path}/data`)).toBe(false)
  await folder.open().write(entry, new Secret('x'))
  expect(readdirSync(dirname(folder.file))).toEqual(['secrets.age'])
})

test('a writer whose lock was taken over writes nothing', async () => {
  const { passphrasePath } = folder
  await folder.open({ passphrasePath, workFactor: 10 }).write(entry, new Secret('kept'))
  const before = readFileSync(folder.file)
  const writing = folder.open({ passphrasePath, workFactor: 18 }).write(entry, new Secret('new'))
  const refused = expect(writing).rejects.toMatchObject({ failure: 'timeout', retryable: true })
  const lock = `${folder.file}.lock`
  await expect.poll(() => readFileSync(lock, 'utf8'), { interval: 1 }).toMatch(/}$/)
  writeFileSync(lock, 'of another')
  await refused
  expect(readFileSync(folder.file)).toEqual(before)
})

test('what a killed writer left beside it is removed by the next', async () => {
  await folder.open().write(entry, new Secret('x'))
  const names = readdirSync(dirname(folder.file))
  writeFileSync(freshDraftOf(folder.file), readFileSync(folder.file), { mode: 0o600 })
  await folder.open().write(entry, new Secret('y'))
  expect(readdirSync(dirname(folder.file))).toEqual(names)
})
