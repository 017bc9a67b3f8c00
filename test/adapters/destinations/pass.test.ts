import { readdirSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PassPlace, type PassPlaceOptions } from '../../../src/adapters/destinations/pass.ts'
import { RemoteDestination } from '../../../src/adapters/destinations/remote/remote-destination.ts'
import { FileLocks } from '../../../src/adapters/file-locks.ts'
import { pinned } from '../../../src/domain/destination.ts'
import { DestinationConflict, DestinationUnavailable, InvalidInput } from '../../../src/domain/errors.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { destinationContract } from '../../contracts/destination.ts'
import { freshSecret } from '../../fakes/secrets.ts'
import { snapshotOf } from '../../folder.ts'
import { makePassFolder, type PassFolder } from '../secret-stores/pass/pass-folder.ts'

let folder: PassFolder
let count = 0
beforeAll(async () => {
  folder = await makePassFolder()
})
afterAll(() => folder.remove())

const at = (path: string, more: Partial<PassPlaceOptions> = {}) =>
  new RemoteDestination(new PassPlace(path, { env: folder.env, note: () => undefined, ...more }))
const freshPath = () => `ci/entry ${++count}`
const show = (path: string) => folder.tool('pass', 'show', '--', path)
const insert = (path: string, text: string) =>
  folder.tool('sh', '-c', 'printf %s "$1" | pass insert -m -f -- "$2"', 'sh', text, path)
const deliverTo = (destination: RemoteDestination, secret = freshSecret()) =>
  destination.write(secret, { secret: undefined, version: undefined })
const deliver = async (path: string, secret: Secret, more: Partial<PassPlaceOptions> = {}) => {
  const destination = at(path, more)
  await destination.write(secret, await destination.observe())
}

destinationContract('pass:', async () => {
  const path = freshPath()
  const idFile = join(folder.store, '.gpg-id')
  await writeFile(idFile, 'tester@example.org\n')
  return {
    destination: at(path),
    held: () =>
      show(path).then(
        text => text.replace(/\n$/, ''),
        () => undefined,
      ),
    put: value => insert(path, `${value}\n`).then(() => undefined),
    snapshot: () => snapshotOf(folder.store),
    breakWrites: () => writeFile(idFile, 'nobody@example.org\n'),
  }
})

describe('pass:', () => {
  // Regressed: both compared before either wrote, and the second overwrote the first.
  test('of two runs that write at once one is refused, and the other is what is there', async () => {
    const locks = new FileLocks(folder.path)
    const path = freshPath()
    const secrets = [freshSecret(21), freshSecret(22)]
    const places = secrets.map(() => new PassPlace(path, { env: folder.env, note: () => undefined, locks }))
    const nothing = { secret: undefined, version: undefined }
    const done = await Promise.allSettled(
      places.map((place, at) => place.put(secrets[at] ?? freshSecret(), nothing)),
    )
    const won = done.findIndex(({ status }) => status === 'fulfilled')
    expect(done[1 - won]).toMatchObject({ reason: expect.any(DestinationConflict) })
    expect(await show(path)).toBe(`${secrets[won]?.reveal()}\n`)
  })

  beforeAll(() => writeFile(join(folder.store, '.gpg-id'), 'tester@example.org\n'))

  test('the first line is replaced, the further lines stay, byte for byte', async () => {
    const further = 'user: ci\n\nurl: https://example.org\r\n  otp  '
    const path = freshPath()
    const old = freshSecret(11).reveal()
    await insert(path, `${old}\n${further}`)
    expect((await at(path).observe()).secret?.reveal()).toBe(old)
    const secret = freshSecret(12)
    await deliver(path, secret)
    expect(await show(path)).toBe(`${secret.reveal()}\n${further}`)
    expect((await at(path).observe()).secret?.reveal()).toBe(secret.reveal())
  })

  test('an entry without a password, and one without a line end', async () => {
    const [none, bare] = [freshPath(), freshPath()]
    await insert(none, '\nuser: ci\n')
    expect((await at(none).observe()).secret).toBeUndefined()
    const secret = freshSecret()
    await deliver(none, secret)
    expect(await show(none)).toBe(`${secret.reveal()}\nuser: ci\n`)
    await insert(bare, '8|bare')
    expect((await at(bare).observe()).secret?.reveal()).toBe('8|bare')
    await deliver(bare, secret)
    expect(await show(bare)).toBe(`${secret.reveal()}\n`)
  })

  test.each(['-x', '--force', 'a/-b', 'Größe 钥匙', '*', '$(id)', 'ends.gpg', 'a#b', '...'])(
    'the path %s is one like others',
    async path => {
      const secret = freshSecret()
      await at(path).probe()
      await deliver(path, secret)
      expect(await show(path)).toBe(`${secret.reveal()}\n`)
      expect(at(path).to).toBe(`pass:${path}`)
    },
  )

  test.each([
    '',
    '/',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    'a/../b',
    './a',
    '.git/x',
    'a/.GIT/b',
    'a\0b',
    'a\nb',
    'a\u202eb',
  ])('the path %j is refused', path => {
    expect(() => at(path)).toThrow(InvalidInput)
  })

  test('a part that is too long for a file name is refused', () => {
    expect(() => at(`a/${'ä'.repeat(101)}`)).toThrow('more than 200 bytes')
  })

  test('a probe leaves nothing in the store, nor in a folder that is not there yet', async () => {
    const before = readdirSync(folder.store, { recursive: true })
    await at('not/there/yet').probe()
    expect(readdirSync(folder.store, { recursive: true })).toEqual(before)
  })

  test('not installed, not initialised, a damaged entry: said by the probe, as a destination', async () => {
    const absent = at('x', { env: { ...folder.env, PATH: '/nonexistent' } })
    await expect(absent.probe()).rejects.toMatchObject({
      code: 'destination_unavailable',
      exitCode: 7,
      message: 'pass:x: pass is not installed',
      hint: 'install it from passwordstore.org, or choose another destination',
    })
    const none = at('x', { env: { ...folder.env, PASSWORD_STORE_DIR: `${folder.path}/none` } })
    await expect(none.probe()).rejects.toMatchObject({ hint: 'pass init YOUR-GPG-ID' })
    await expect(none.probe()).rejects.toThrow(DestinationUnavailable)
    await writeFile(join(folder.store, 'damaged.gpg'), 'not a message\n')
    await expect(at('damaged').probe()).rejects.toMatchObject({ failure: 'corrupt' })
    await expect(at('damaged').observe()).rejects.toThrow(DestinationUnavailable)
    await rm(join(folder.store, 'damaged.gpg'))
  })

  test('a rival that comes between the comparison and the write is noticed by the second look', async () => {
    const path = freshPath()
    const place = new PassPlace(path, { env: folder.env, note: () => undefined })
    const current = await place.read()
    const rival = freshSecret(12).reveal()
    await insert(path, `${rival}\n`)
    await expect(place.put(freshSecret(13), current)).rejects.toThrow(DestinationConflict)
    expect(await show(path)).toBe(`${rival}\n`)
  })

  test('a secret of several lines, and none, are refused; the entry stays', async () => {
    const path = freshPath()
    await insert(path, 'kept\n')
    for (const text of ['1|two\nlines', '', 'a\0b']) {
      const error = await deliver(path, new Secret(text)).catch((reason: unknown) => reason)
      expect(error).toMatchObject({ failure: 'refused' })
      expect(error).toBeInstanceOf(DestinationUnavailable)
    }
    expect(await show(path)).toBe('kept\n')
  })

  test('a remembered entry is used in its own store only, however that is written', async () => {
    const path = freshPath()
    const secret = freshSecret()
    await deliver(path, secret)
    const { address } = at(path)
    expect(address).toBe(pinned(`pass:${path}`, folder.store))
    const rememberedIn = folder.store
    const env = { ...folder.env, PASSWORD_STORE_DIR: `${folder.store}/` }
    expect((await at(path, { rememberedIn, env }).observe()).secret?.reveal()).toBe(secret.reveal())
    const other = join(folder.path, 'other')
    await folder.tool('sh', '-c', `PASSWORD_STORE_DIR='${other}' pass init tester@example.org`)
    const moved = at(path, { rememberedIn, env: { ...folder.env, PASSWORD_STORE_DIR: other } })
    const before = await snapshotOf(other)
    for (const work of [moved.probe(), moved.observe(), deliverTo(moved)]) {
      await expect(work).rejects.toMatchObject({
        code: 'destination_unavailable',
        exitCode: 7,
        message: `pass:${path} is in the password store ${folder.store}, and pass uses ${other} now`,
      })
    }
    expect(moved.address).toBe(address)
    expect(await snapshotOf(other)).toEqual(before)
  })

  test('a store in git whose commit fails has stored all the same', async () => {
    await folder.tool('pass', 'git', 'init')
    await mkdir(join(folder.store, '.git', 'hooks'), { recursive: true })
    await writeFile(join(folder.store, '.git', 'hooks', 'pre-commit'), '#!/bin/sh\nexit 1\n', { mode: 0o700 })
    const secret = freshSecret()
    await deliver('uncommitted', secret)
    expect(await show('uncommitted')).toBe(`${secret.reveal()}\n`)
    expect(await folder.tool('git', '-C', folder.store, 'status', '--porcelain')).toMatch(/uncommitted/)
  })
})
