import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Secret } from '../../../../src/domain/secret.ts'
import { type AgeFolder, makeAgeFolder } from './age-folder.ts'

const entry = { service: 'beatpass', account: 'default/one' } as const
let folder: AgeFolder
beforeEach(async () => {
  folder = await makeAgeFolder()
})
afterEach(() => folder.remove())

describe('an identity', () => {
  test('of another file is refused, and the file stays as it was', async () => {
    await folder.open().write(entry, new Secret('kept'))
    const before = readFileSync(folder.file)
    const other = `${folder.path}/other.txt`
    execFileSync('age-keygen', ['-o', other], { stdio: 'ignore' })
    const store = folder.open({ identityPath: other })
    const refused = {
      failure: 'refused',
      exitCode: 7,
      hint: expect.stringContaining('BEATPASS_AGE_IDENTITY'),
    }
    await expect(store.probe()).rejects.toMatchObject(refused)
    await expect(store.read(entry)).rejects.toMatchObject(refused)
    await expect(store.write(entry, new Secret('new'))).rejects.toMatchObject(refused)
    expect(readFileSync(folder.file)).toEqual(before)
  })

  test('one of several in a file with comments is enough', async () => {
    await folder.open().write(entry, new Secret('kept'))
    const both = `${folder.path}/both.txt`
    execFileSync('age-keygen', ['-o', both], { stdio: 'ignore' })
    appendFileSync(both, `\n# the old one\r\n${readFileSync(folder.identityPath, 'utf8')}`)
    expect((await folder.open({ identityPath: both }).read(entry))?.reveal()).toBe('kept')
  })

  test.each([0o644, 0o640])('that others may read (%o) is unsafe', async mode => {
    chmodSync(folder.identityPath, mode)
    await expect(folder.open().probe()).rejects.toMatchObject({ exitCode: 13 })
    expect(existsSync(folder.file)).toBe(false)
  })

  test.each([
    ['nothing', ''],
    ['comments alone', '# public key: age1…\n'],
    ['a damaged key', 'AGE-SECRET-KEY-1QQQQ\n'],
    ['a plugin key', 'AGE-PLUGIN-YUBIKEY-1QQQQ\n'],
    ['an encrypted identity', 'age-encryption.org/v1\n-> scrypt x 18\n'],
  ])('file that holds %s is refused without repeating it', async (_, text) => {
    writeFileSync(folder.identityPath, text)
    const error = await folder
      .open()
      .probe()
      .catch(error => error)
    expect(error).toMatchObject({
      failure: 'refused',
      message: `${folder.identityPath} is not an age identity file`,
    })
    expect(JSON.stringify([error.message, error.hint])).not.toContain('QQQQ')
  })

  // Regressed: the age file was said to be what cannot be used.
  test('file that cannot be read is the one that is named', async () => {
    const identityPath = `${folder.identityPath}/none`
    const told = { failure: 'unavailable', message: `a part of ${identityPath} is not a folder` }
    await expect(folder.open({ identityPath }).probe()).rejects.toMatchObject(told)
    await expect(folder.open({ passphrasePath: identityPath }).probe()).rejects.toMatchObject(told)
  })

  test('file that is absent is unavailable', async () => {
    await expect(folder.open({ identityPath: `${folder.path}/none` }).probe()).rejects.toMatchObject({
      failure: 'unavailable',
      hint: `age-keygen -o ${folder.path}/none`,
    })
  })
})

describe('a passphrase', () => {
  test('is asked for twice for a new file, then once a run', async () => {
    const askSecret = vi.fn(async () => new Secret('typed'))
    const store = folder.open({ askSecret, workFactor: 10 })
    await store.probe()
    await store.write(entry, new Secret('x'))
    await store.read(entry)
    expect(askSecret.mock.calls).toEqual([
      [`New passphrase for ${folder.file}:`],
      ['The same passphrase again:'],
    ])
    const later = vi.fn(async () => new Secret('typed'))
    const second = folder.open({ askSecret: later, workFactor: 10 })
    await Promise.all([second.probe(), second.read(entry)])
    await second.write(entry, new Secret('y'))
    expect(later.mock.calls).toEqual([[`Passphrase for ${folder.file}:`]])
  })

  test('typed differently the second time is refused before anything is made', async () => {
    const answers = ['one', 'two']
    const askSecret = async () => new Secret(answers.shift() ?? '')
    await expect(folder.open({ askSecret }).probe()).rejects.toMatchObject({
      failure: 'refused',
      message: 'the two passphrases are not the same',
    })
    expect(existsSync(folder.file)).toBe(false)
  })

  test('that is wrong is refused without being shown, and the file stays as it was', async () => {
    await folder
      .open({ passphrasePath: folder.passphrasePath, workFactor: 10 })
      .write(entry, new Secret('kept'))
    const before = readFileSync(folder.file)
    const store = folder.open({ askSecret: async () => new Secret('guess-7391') })
    const error = await store.write(entry, new Secret('new')).catch(error => error)
    expect(error).toMatchObject({ failure: 'refused', exitCode: 7 })
    expect(JSON.stringify([error.message, error.hint])).not.toContain('7391')
    expect(readFileSync(folder.file)).toEqual(before)
  })

  test('file: one line end at its end is not part of it; empty is refused; open to others is unsafe', async () => {
    const { passphrasePath } = folder
    writeFileSync(passphrasePath, 'typed\r\n')
    await folder.open({ passphrasePath, workFactor: 10 }).write(entry, new Secret('x'))
    const typed = folder.open({ askSecret: async () => new Secret('typed') })
    expect((await typed.read(entry))?.reveal()).toBe('x')
    writeFileSync(passphrasePath, '\n')
    await expect(folder.open({ passphrasePath }).read(entry)).rejects.toMatchObject({ failure: 'refused' })
    chmodSync(passphrasePath, 0o604)
    await expect(folder.open({ passphrasePath }).read(entry)).rejects.toMatchObject({ exitCode: 13 })
    await expect(folder.open({ passphrasePath: `${passphrasePath}-none` }).read(entry)).rejects.toMatchObject(
      {
        failure: 'unavailable',
      },
    )
  })
})

test('without any key: nothing is stored yet, so a read gives nothing; a probe names both variables', async () => {
  const store = folder.open({})
  expect(await store.read(entry)).toBeUndefined()
  await store.remove(entry)
  await expect(store.probe()).rejects.toMatchObject({
    failure: 'unavailable',
    hint: 'set BEATPASS_AGE_IDENTITY (an age identity file) or BEATPASS_PASSPHRASE_FILE, or run beatpass in a terminal',
  })
  await expect(store.write(entry, new Secret('x'))).rejects.toMatchObject({ failure: 'unavailable' })
  await folder.open().write(entry, new Secret('x'))
  await expect(folder.open({ passphrasePath: folder.passphrasePath }).read(entry)).rejects.toMatchObject({
    failure: 'unavailable',
    hint: expect.stringContaining('BEATPASS_AGE_IDENTITY'),
  })
})
