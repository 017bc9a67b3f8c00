import { execFileSync } from 'node:child_process'
import { chmod, mkdir, readFile, stat, symlink, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FileDestination } from '../../../src/adapters/destinations/file.ts'
import { DestinationUnavailable, InvalidInput, UnsafeEnvironment } from '../../../src/domain/errors.ts'
import { destinationContract } from '../../contracts/destination.ts'
import { freshSecret } from '../../fakes/secrets.ts'
import { snapshotOf, tracesIn } from '../../folder.ts'
import { freshSurroundings } from './surroundings.ts'

destinationContract('file:', async () => {
  const world = await freshSurroundings()
  const path = join(world.cwd, 'token.txt')
  return {
    destination: new FileDestination('token.txt', world),
    held: async () => (await readFile(path, 'utf8')).replace(/\n$/, ''),
    put: value => writeFile(path, `${value}\n`, { mode: 0o600 }),
    snapshot: () => snapshotOf(world.cwd),
    traces: () => tracesIn(world.cwd),
    breakWrites: () => chmod(path, 0o644),
  }
})

describe('file:', () => {
  test('holds the value and one newline, 0600, and nothing is left beside it', async () => {
    const world = await freshSurroundings()
    const secret = freshSecret()
    const destination = new FileDestination('~/token', { ...world, cwd: '/' })
    await destination.write(secret, await destination.observe())
    expect(await readFile(join(world.home, 'token'), 'utf8')).toBe(`${secret.reveal()}\n`)
    expect((await stat(join(world.home, 'token'))).mode & 0o777).toBe(0o600)
    expect(await snapshotOf(world.home)).toHaveLength(1)
    expect(destination).toMatchObject({ to: 'file:~/token', address: `file:${world.home}/token` })
  })

  test.each([
    ['12|abc\n', '12|abc'],
    ['12|abc\r\n', '12|abc'],
    ['12|abc', '12|abc'],
    ['12|abc\n\n', '12|abc\n'],
    ['\n', undefined],
    ['', undefined],
  ])('a file of %j is read as %j', async (text, value) => {
    const world = await freshSurroundings()
    await writeFile(join(world.cwd, 'token'), text, { mode: 0o600 })
    const { secret } = await new FileDestination('token', world).observe()
    expect(secret?.reveal()).toBe(value)
  })

  test.each(['', 'folder/', 'a\0b'])('%j is not a path', async path => {
    const world = await freshSurroundings()
    expect(() => new FileDestination(path, world)).toThrow(InvalidInput)
  })

  test('a missing folder is not made', async () => {
    const world = await freshSurroundings()
    const destination = new FileDestination('no/such/token', world)
    const expected = expect.objectContaining({
      message: `the folder of ${world.cwd}/no/such/token does not exist`,
      hint: `create it first: mkdir -p ${world.cwd}/no/such`,
      code: 'destination_unavailable',
    })
    const observed = await destination.observe()
    await expect(destination.probe()).rejects.toEqual(expected)
    await expect(destination.write(freshSecret(), observed)).rejects.toEqual(expected)
    expect(await snapshotOf(world.cwd)).toEqual([])
  })

  // Regressed: the folder stood in the command as it was, and a shell made several of it.
  test('the command that makes a missing folder can be typed, whatever its name', async () => {
    const world = await freshSurroundings()
    const destination = new FileDestination("dev's box/no $HOME/token", world)
    const { hint } = await destination.probe().catch(error => error)
    execFileSync('sh', ['-c', hint.replace('create it first: ', '')])
    await destination.probe()
  })

  test('a folder, a symbolic link, a FIFO and a loose file are refused and left', async () => {
    const world = await freshSurroundings()
    const path = join(world.cwd, 'token')
    const destination = new FileDestination('token', world)
    const refused = async (kind: new (message: string) => Error, words: RegExp) => {
      const before = await snapshotOf(world.cwd)
      await expect(destination.probe()).rejects.toThrow(kind)
      await expect(destination.observe()).rejects.toThrow(words)
      const write = destination.write(freshSecret(), { secret: undefined, version: undefined })
      await expect(write).rejects.toThrow(words)
      expect(await snapshotOf(world.cwd)).toEqual(before)
    }
    await writeFile(path, 'old\n', { mode: 0o644 })
    await refused(UnsafeEnvironment, /open to others \(mode 0644\)/)
    await unlink(path)
    await symlink('/etc/passwd', path)
    await refused(UnsafeEnvironment, /not a regular file/)
    await unlink(path)
    execFileSync('mkfifo', [path])
    await refused(UnsafeEnvironment, /not a regular file/)
    await unlink(path)
    await mkdir(path)
    await refused(DestinationUnavailable, /is a folder/)
  })
})
