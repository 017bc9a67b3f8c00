import { execFile, execFileSync } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { lockPathOf } from '../../src/adapters/files/file-lock.ts'
import { FileProfiles } from '../../src/adapters/profiles.ts'
import { InvalidInput, UnsafeEnvironment } from '../../src/domain/errors.ts'
import { storeForms } from '../../src/domain/store-choice.ts'
import { bundle } from '../bundle.ts'
import { aProfile, bareProfile, profilesContract } from '../contracts/profiles.ts'
import { freshFolder } from '../folder.ts'
import { runAlone } from './read-only-home.ts'

async function freshProfiles(text?: string, mode = 0o600) {
  const folder = join(await freshFolder(), 'beatpass')
  const path = join(folder, 'config.json')
  if (text !== undefined) {
    await mkdir(folder)
    await writeFile(path, text)
    await chmod(path, mode)
  }
  return { profiles: new FileProfiles(folder), folder, path }
}

profilesContract('the settings file', async () => {
  const { profiles, path } = await freshProfiles()
  return { profiles, breakWrites: async () => void (await mkdir(lockPathOf(path))) }
})

describe('the settings file', () => {
  test('is 0600, indented, with a version, and nothing is left beside it', async () => {
    const { profiles, folder, path } = await freshProfiles()
    await profiles.write(bareProfile)
    const { name: _, ...settings } = bareProfile
    const expected = { version: 1, profiles: { work: settings } }
    expect(await readFile(path, 'utf8')).toBe(`${JSON.stringify(expected, null, 2)}\n`)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect(await readdir(folder)).toEqual(['config.json'])
  })

  test('keeps what is not ours: at the top, in other profiles, in the profile itself', async () => {
    const before = {
      $schema: 'x',
      version: 1,
      profiles: { other: { anything: [1] }, work: { platform: 'a', theirs: { deep: true }, store: 'age' } },
      later: { a: 1 },
    }
    const { profiles, path } = await freshProfiles(JSON.stringify(before), 0o644)
    await profiles.write(bareProfile)
    const { name: _, ...settings } = bareProfile
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      ...before,
      profiles: { other: { anything: [1] }, work: { ...settings, theirs: { deep: true } } },
    })
  })

  test('written by hand, without a version, is read', async () => {
    const settings = { platform: 'beatpass', apiUrl: 'https://example.com/api/', store: null }
    const { profiles } = await freshProfiles(JSON.stringify({ profiles: { default: settings } }), 0o644)
    expect(await profiles.read('default')).toEqual({
      name: 'default',
      platform: 'beatpass',
      apiUrl: 'https://example.com/api',
    })
  })

  const wrong = (settings: object) =>
    JSON.stringify({ profiles: { default: { platform: 'beatpass', apiUrl: 'https://a.b', ...settings } } })

  test.each<[string, string, boolean]>([
    ['', 'not valid JSON', true],
    ['{"profiles":', 'not valid JSON', true],
    ['[]', 'not a JSON object', true],
    ['{"profiles":[]}', 'profiles is not an object', true],
    ['{"version":2,"profiles":{}}', 'written by another version of beatpass', true],
    ['{"profiles":{"default":1}}', 'profiles.default is not an object', true],
    [wrong({ platform: 1 }), 'profiles.default.platform is not a text', false],
    [
      wrong({ apiUrl: 'http://evil.example' }),
      'profiles.default.apiUrl is not an API address (https, or http on loopback)',
      false,
    ],
    [wrong({ store: 'plain' }), `profiles.default.store is not one of ${storeForms.join(', ')}`, false],
    [wrong({ store: 'vault:' }), `profiles.default.store is not one of ${storeForms.join(', ')}`, false],
    [wrong({ account: 'me' }), 'profiles.default.account is not an object', false],
    [wrong({ account: { id: 5 } }), 'profiles.default.account.id is not a text', false],
    [
      wrong({ session: { name: 'x', pasted: 1 } }),
      'profiles.default.session.pasted is not true or false',
      false,
    ],
    [
      wrong({ session: { name: 'x', pasted: false, grant: { clientId: 'x', renews: 'yes' } } }),
      'profiles.default.session.grant.renews is not true or false',
      false,
    ],
    [
      wrong({ undocumentedApiAccepted: 'yes' }),
      'profiles.default.undocumentedApiAccepted is not a date',
      false,
    ],
  ])('of %j is refused: %s', async (text, words, whole) => {
    const { profiles, path } = await freshProfiles(text)
    const expected = expect.objectContaining({
      message: `${path}: ${words}`,
      hint: expect.any(String),
      exitCode: 2,
    })
    await expect(profiles.read('default')).rejects.toEqual(expected)
    if (whole) await expect(profiles.write(aProfile())).rejects.toThrow(InvalidInput)
    expect(await readFile(path, 'utf8')).toBe(text)
  })

  test('that others may write, or that was planted, is refused and left', async () => {
    const { profiles, path } = await freshProfiles('{}', 0o666)
    const refused = async () => {
      await expect(profiles.read('default')).rejects.toThrow(UnsafeEnvironment)
      await expect(profiles.write(bareProfile)).rejects.toThrow(UnsafeEnvironment)
    }
    await refused()
    expect(await readFile(path, 'utf8')).toBe('{}')
    await rm(path)
    await symlink('/dev/null', path)
    await refused()
    await rm(path)
    execFileSync('mkfifo', [path])
    await refused()
  })

  test('written by two processes at once loses nothing', async () => {
    const { profiles, folder } = await freshProfiles()
    const script = await bundle(new URL('keep-alone.ts', import.meta.url).pathname)
    const write = (prefix: string) =>
      promisify(execFile)(process.execPath, [script, 'profiles', folder, prefix, '25'])
    const outcomes = await Promise.all([write('a'), write('b')])
    expect(outcomes.map(({ stdout }) => stdout)).toEqual(['done\n', 'done\n'])
    const names = Array.from({ length: 25 }, (_, n) => [`a${n}`, `b${n}`]).flat()
    for (const name of names) expect(await profiles.read(name), name).toBeDefined()
  })

  test('in a home that cannot be written is said in plain words', async () => {
    const home = await freshFolder()
    const outcome = await runAlone('profiles', home, 'a', '1')
    expect(outcome).toMatch(new RegExp(`^7 no permission for ${home}/config.json `))
    expect(await readdir(home)).toEqual([])
  })
})
