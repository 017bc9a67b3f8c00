import { writeFileSync } from 'node:fs'
import { link, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EnvDestination } from '../../../src/adapters/destinations/env.ts'
import { FileDestination } from '../../../src/adapters/destinations/file.ts'
import { TargetFile } from '../../../src/adapters/destinations/target-file.ts'
import { freshDraftOf } from '../../../src/adapters/files/draft.ts'
import { lockPathOf } from '../../../src/adapters/files/file-lock.ts'
import { DestinationConflict } from '../../../src/domain/errors.ts'
import { freshSecret } from '../../fakes/secrets.ts'
import { freshSurroundings } from './surroundings.ts'

describe('the place of a file', () => {
  test.each(['./.env', 'sub/../.env', 'link/../.env', 'sub/here/.env', '~/.env', 'sub//../.env'])(
    '%s is where .env is',
    async path => {
      const world = await freshSurroundings()
      await mkdir(join(world.cwd, 'sub'))
      await symlink(world.cwd, join(world.cwd, 'sub/here'))
      await symlink(join(world.cwd, 'sub'), join(world.cwd, 'link'))
      for (const kind of [FileDestination, EnvDestination]) {
        const placeOf = (typed: string) =>
          new kind(kind === EnvDestination ? `${typed}#TOKEN` : typed, world).place()
        expect(placeOf(path)).toBe(placeOf('.env'))
        expect(placeOf(join(world.cwd, path.replace('~', '.')))).toBe(placeOf('.env'))
      }
    },
  )

  test('another variable, another file, another scheme, a folder that is not there: other places', async () => {
    const world = await freshSurroundings()
    await mkdir(join(world.cwd, 'sub'))
    const places = [
      ...['.env#A', '.env#B', 'sub/.env#A', 'none/.env#A'].map(one => new EnvDestination(one, world)),
      new FileDestination('.env', world),
      new FileDestination('.env#A', world),
    ].map(destination => destination.place())
    expect(new Set(places).size).toBe(places.length)
  })
})

test('whose lock was taken over while it slept leaves the file to who has it now', async () => {
  const world = await freshSurroundings()
  const file = new TargetFile('.env', world)
  await writeFile(file.path, 'A=1\n', { mode: 0o600 })
  const late = file.replace(text => {
    writeFileSync(lockPathOf(file.path), '{"pid":1,"host":"elsewhere"}')
    writeFileSync(file.path, 'A=1\nB=2\n')
    return `${text}C=3\n`
  })
  await expect(late).rejects.toThrow(DestinationConflict)
  expect(await readFile(file.path, 'utf8')).toBe('A=1\nB=2\n')
  expect(await readdir(world.cwd)).toEqual(['.env', '..env.lock'].sort())
})

// Regressed: the other name was left with a token that was revoked next, and nothing said so.
test('a file with another name is written with a remark: that one keeps what it held', async () => {
  const world = await freshSurroundings()
  const file = new TargetFile('.env', world)
  await writeFile(file.path, 'A=1\n', { mode: 0o600 })
  await link(file.path, join(world.cwd, 'other'))
  await file.replace(() => 'A=2\n')
  await file.replace(() => 'A=3\n')
  expect(world.notes).toEqual([
    `${file.path} had another name (a hard link), which still leads to what it held before`,
  ])
  expect(await readFile(join(world.cwd, 'other'), 'utf8')).toBe('A=1\n')
})

/** An `.env`, and beside it what a writer left that was killed before its rename. */
async function afterKill() {
  const world = await freshSurroundings()
  const path = join(world.cwd, '.env')
  for (const file of [path, freshDraftOf(path)]) await writeFile(file, "A='secret'\n", { mode: 0o600 })
  return { world, path, names: () => readdir(world.cwd) }
}

// A draft holds every secret of the file, and a .gitignore that names the file does not cover it.
describe('the draft of a killed run', () => {
  test('is removed by the next write', async () => {
    const { world, path, names } = await afterKill()
    const [env, secret] = [new EnvDestination('.env#T', world), freshSecret()]
    await env.write(secret, await env.observe())
    expect(await readFile(path, 'utf8')).toBe(`A='secret'\nT='${secret.reveal()}'\n`)
    expect(await names()).toEqual(['.env'])
  })

  test('is removed where nothing has to be written', async () => {
    const { world, names } = await afterKill()
    await new TargetFile('.env', world).replace(() => undefined)
    expect(await names()).toEqual(['.env'])
  })

  test('is removed where the write is given up', async () => {
    const { world, names } = await afterKill()
    const givenUp = new TargetFile('.env', world).replace(() => {
      throw new Error('changed meanwhile')
    })
    await expect(givenUp).rejects.toThrow('changed meanwhile')
    expect(await names()).toEqual(['.env'])
  })

  test('stays where only a probe or a read is made, and where another file is written', async () => {
    const { world, names } = await afterKill()
    const file = new TargetFile('.env', world)
    await file.probe()
    await file.read()
    const other = new FileDestination('other', world)
    await other.write(freshSecret(), await other.observe())
    expect(await names()).toHaveLength(3)
  })
})

describe('a long name', () => {
  const named = async (length: number) => {
    const world = await freshSurroundings()
    return { file: new FileDestination('n'.repeat(length), world), names: () => readdir(world.cwd) }
  }

  test.each([200, 238, 243])('of %d bytes passes the probe and can be written', async length => {
    const { file, names } = await named(length)
    const secret = freshSecret()
    await file.probe()
    await file.write(secret, await file.observe())
    expect((await file.observe()).secret?.reveal()).toBe(secret.reveal())
    expect(await names()).toEqual(['n'.repeat(length)])
  })

  // Its lock has a longer name than the file.
  test.each([244, 249, 250, 255, 256])('of %d bytes is refused by the probe', async length => {
    const { file, names } = await named(length)
    await expect(file.probe()).rejects.toMatchObject({
      exitCode: 7,
      message: expect.stringMatching(/^the name \/.*n is too long$/),
      hint: 'choose a shorter one',
    })
    expect(await names()).toEqual([])
  })
})
