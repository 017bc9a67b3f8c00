import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EnvDestination } from '../../../src/adapters/destinations/env.ts'
import { DestinationUnavailable, InvalidInput, UnsafeEnvironment } from '../../../src/domain/errors.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { destinationContract } from '../../contracts/destination.ts'
import { freshSecret } from '../../fakes/secrets.ts'
import { snapshotOf, tracesIn } from '../../folder.ts'
import { readByAll } from './dotenv-parsers.ts'
import { freshSurroundings } from './surroundings.ts'

destinationContract('env:', async () => {
  const world = await freshSurroundings()
  const path = join(world.cwd, '.env')
  await writeFile(path, '# mine\nA=1\n', { mode: 0o600 })
  return {
    destination: new EnvDestination('.env#BEATPASS_TOKEN', world),
    held: async () => /^BEATPASS_TOKEN='(.*)'$/m.exec(await readFile(path, 'utf8'))?.[1],
    put: value => writeFile(path, `# mine\nA=1\nBEATPASS_TOKEN='${value}'\n`, { mode: 0o600 }),
    snapshot: () => snapshotOf(world.cwd),
    traces: () => tracesIn(world.cwd),
    breakWrites: () => chmod(path, 0o640),
  }
})

const nothing = { secret: undefined, version: undefined }

describe('env:', () => {
  test('a token is read back alike by node, dotenv, python-dotenv and bash', async () => {
    const world = await freshSurroundings()
    const path = join(world.cwd, '.env')
    await writeFile(path, `A='x # y'\nexport TOKEN=old # prod\nB="1\nTOKEN=no"\n`, { mode: 0o600 })
    const destination = new EnvDestination('.env#TOKEN', world)
    const secret = freshSecret()
    await destination.write(secret, await destination.observe())
    const expected = { A: 'x # y', TOKEN: secret.reveal(), B: '1\nTOKEN=no' }
    for (const [reader, found] of Object.entries(readByAll(path, Object.keys(expected)))) {
      expect(found, reader).toEqual(expected)
    }
  })

  test('a new file is 0600; an old one keeps a stricter mode', async () => {
    const world = await freshSurroundings()
    const destination = new EnvDestination('sub/.env#TOKEN', world)
    await mkdir(join(world.cwd, 'sub'))
    await destination.write(freshSecret(1), nothing)
    const path = join(world.cwd, 'sub/.env')
    expect((await stat(path)).mode & 0o7777).toBe(0o600)
    await chmod(path, 0o700)
    await destination.write(freshSecret(2), await destination.observe())
    expect((await stat(path)).mode & 0o7777).toBe(0o700)
    expect(destination).toMatchObject({ to: 'env:sub/.env#TOKEN', address: `env:${path}#TOKEN` })
  })

  test('a loose file is refused with the way out', async () => {
    const world = await freshSurroundings()
    const path = join(world.cwd, '.env')
    await writeFile(path, 'A=1\n', { mode: 0o644 })
    const probe = new EnvDestination('.env#TOKEN', world).probe()
    await expect(probe).rejects.toThrow(UnsafeEnvironment)
    await expect(probe).rejects.toMatchObject({ exitCode: 13, hint: `chmod 600 ${path}` })
  })

  test('a file that readers take in different ways is refused before anything is minted', async () => {
    const world = await freshSurroundings()
    const text = "A='C:\\dir\\'\n"
    await writeFile(join(world.cwd, '.env'), text, { mode: 0o600 })
    const destination = new EnvDestination('.env#TOKEN', world)
    await expect(destination.probe()).rejects.toThrow(DestinationUnavailable)
    await expect(destination.write(freshSecret(), nothing)).rejects.toThrow(/cannot be changed safely/)
    expect(await readFile(join(world.cwd, '.env'), 'utf8')).toBe(text)
  })

  test('a value that no quoting keeps is refused, and the file left', async () => {
    const world = await freshSurroundings()
    const destination = new EnvDestination('.env#TOKEN', world)
    const write = destination.write(new Secret(`it's a "mess"`), nothing)
    await expect(write).rejects.toThrow(DestinationUnavailable)
    await expect(write).rejects.not.toThrow(/mess/)
    expect(await snapshotOf(world.cwd)).toEqual([])
  })

  test('another line that changes meanwhile is no conflict and is kept', async () => {
    const world = await freshSurroundings()
    const path = join(world.cwd, '.env')
    await writeFile(path, 'TOKEN=\n', { mode: 0o600 })
    const destination = new EnvDestination('.env#TOKEN', world)
    const observed = await destination.observe()
    await writeFile(path, 'NEW=1\nTOKEN=\n')
    await destination.write(new Secret('abc'), observed)
    expect(await readFile(path, 'utf8')).toBe('NEW=1\nTOKEN=abc\n')
  })

  test('two variables written at once are both kept', async () => {
    const world = await freshSurroundings()
    const names = ['A', 'B', 'C', 'D', 'E', 'F']
    const writes = names.map(name =>
      new EnvDestination(`.env#${name}`, world).write(new Secret(name), nothing),
    )
    await Promise.all(writes)
    const lines = (await readFile(join(world.cwd, '.env'), 'utf8')).trimEnd().split('\n')
    expect(lines.sort()).toEqual(names.map(name => `${name}=${name}`))
  })

  test.each(['', '.env', '.env#', '#TOKEN', '.env#1A', '.env#A-B', '.env#A B', '.env#É'])(
    '%j is not a file and a variable',
    async where => {
      const world = await freshSurroundings()
      expect(() => new EnvDestination(where, world)).toThrow(InvalidInput)
    },
  )

  test.each([
    'PATH',
    'NODE_OPTIONS',
    'LD_PRELOAD',
    'DYLD_INSERT_LIBRARIES',
    'GITHUB_TOKEN',
    'RUNNER_TEMP',
    'BASH_ENV',
  ])('%s is not a place for a token', async name => {
    const world = await freshSurroundings()
    expect(() => new EnvDestination(`.env#${name}`, world)).toThrow(/changes how programs run/)
  })
})
