import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Secret } from '../../../../src/domain/secret.ts'
import { type AgeFolder, makeAgeFolder } from './age-folder.ts'
import { typeInto } from './pseudo-terminal.ts'

const entry = { service: 'beatpass', account: 'default/ci-main' } as const
const contents =
  '{"version":1,"entries":[{"service":"beatpass","account":"default/ci-main","secret":"1|made by hand"}]}'
let folder: AgeFolder
beforeEach(async () => {
  folder = await makeAgeFolder()
})
afterEach(() => folder.remove())

test('the age tool opens what was written for an identity', async () => {
  await folder.open().write(entry, new Secret('42|geheim ü'))
  expect(JSON.parse(await folder.decrypted())).toEqual({
    version: 1,
    entries: [{ ...entry, secret: '42|geheim ü' }],
  })
  expect(readFileSync(folder.file, 'utf8')).not.toContain('geheim')
  expect(statSync(folder.file).mode & 0o777).toBe(0o600)
  expect(statSync(dirname(folder.file)).mode & 0o777).toBe(0o700)
})

test('the age tool opens what was written for a passphrase, and the work factor is 17', async () => {
  await folder.open({ passphrasePath: folder.passphrasePath }).write(entry, new Secret('42|geheim'))
  const out = `${folder.path}/out`
  await typeInto(`age -d -o ${out} ${folder.file}`, /passphrase/i, [folder.passphrase])
  expect(JSON.parse(readFileSync(out, 'utf8')).entries).toEqual([{ ...entry, secret: '42|geheim' }])
  const armored = readFileSync(folder.file, 'utf8').replace(/-----.*-----|\n/g, '')
  expect(Buffer.from(armored, 'base64').toString('latin1')).toMatch(
    /^age-encryption.org\/v1\n-> scrypt \S{22} 17\n/,
  )
})

test.each([
  ['binary', []],
  ['armored', ['-a']],
])(
  'a %s file that the age tool made for the identity is read, changed and opened again',
  async (_, flags) => {
    mkdirSync(dirname(folder.file), { recursive: true })
    execFileSync('age', ['-e', ...flags, '-r', folder.recipient, '-o', folder.file], { input: contents })
    execFileSync('chmod', ['600', folder.file])
    const store = folder.open()
    expect((await store.read(entry))?.reveal()).toBe('1|made by hand')
    await store.write({ ...entry, account: 'default/two' }, new Secret('2|ours'))
    expect(JSON.parse(await folder.decrypted()).entries).toHaveLength(2)
  },
)

test('a file that the age tool made for a passphrase is read, and stays one for a passphrase', async () => {
  mkdirSync(dirname(folder.file), { recursive: true })
  writeFileSync(`${folder.path}/plain`, contents)
  await typeInto(`age -p -o ${folder.file} ${folder.path}/plain`, /passphrase/i, [
    folder.passphrase,
    folder.passphrase,
  ])
  execFileSync('chmod', ['600', folder.file])
  const { identityPath, passphrasePath } = folder
  expect((await folder.open({ passphrasePath }).read(entry))?.reveal()).toBe('1|made by hand')
  await folder.open({ identityPath, passphrasePath }).write(entry, new Secret('2|ours'))
  expect((await folder.open({ passphrasePath }).read(entry))?.reveal()).toBe('2|ours')
  await expect(folder.open({ identityPath }).read(entry)).rejects.toMatchObject({
    failure: 'unavailable',
    hint: expect.stringContaining('BEATPASS_PASSPHRASE_FILE'),
  })
})
