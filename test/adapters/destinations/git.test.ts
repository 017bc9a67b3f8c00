import { execFileSync } from 'node:child_process'
import { mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EnvDestination } from '../../../src/adapters/destinations/env.ts'
import { FileDestination } from '../../../src/adapters/destinations/file.ts'
import { UnsafeEnvironment } from '../../../src/domain/errors.ts'
import { freshSecret } from '../../fakes/secrets.ts'
import { freshFolder } from '../../folder.ts'
import { freshSurroundings } from './surroundings.ts'

const nothing = { secret: undefined, version: undefined }

async function freshRepository() {
  const world = await freshSurroundings()
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: world.cwd, env: world.env, stdio: 'pipe' })
  git('init', '-q')
  return { ...world, git }
}

/** A folder that only git can tell from a repository. */
async function almostRepository() {
  const world = await freshSurroundings()
  await writeFile(join(world.cwd, 'HEAD'), 'of something else')
  return world
}

describe('a file that git tracks', () => {
  test('is refused by file: and env:, as soon as it is added', async () => {
    const world = await freshRepository()
    await writeFile(join(world.cwd, '.env'), 'A=1\n', { mode: 0o600 })
    const destinations = [new EnvDestination('.env#TOKEN', world), new FileDestination('.env', world)]
    for (const destination of destinations) await destination.probe()
    world.git('add', '.env')
    for (const destination of destinations) {
      await expect(destination.probe()).rejects.toThrow(UnsafeEnvironment)
      await expect(destination.write(freshSecret(), nothing)).rejects.toThrow(/^git tracks /)
    }
    expect(await readFile(join(world.cwd, '.env'), 'utf8')).toBe('A=1\n')
  })

  // Regressed: `git rm --cached it` named no file.
  test('is no longer tracked once what the hint says was typed', async () => {
    const world = await freshRepository()
    await mkdir(join(world.cwd, "dev's box"))
    await writeFile(join(world.cwd, "dev's box/.env"), 'A=1\n', { mode: 0o600 })
    world.git('add', '.')
    const destination = new FileDestination("dev's box/.env", world)
    const { hint } = await destination.probe().catch(error => error)
    execFileSync('sh', ['-c', hint.split(' and ')[0]], { env: world.env, stdio: 'pipe' })
    await destination.probe()
  })

  test('is found though the name is a pattern, and a pattern alone finds none', async () => {
    const world = await freshRepository()
    await writeFile(join(world.cwd, 'a.env'), 'A=1\n')
    world.git('add', 'a.env')
    await new FileDestination('*.env', world).probe()
    await new FileDestination(':(glob)*.env', world).probe()
  })

  test('is found from a git hook of another repository', async () => {
    const [world, other] = [await freshRepository(), await freshRepository()]
    await writeFile(join(world.cwd, '.env'), 'A=1\n', { mode: 0o600 })
    world.git('add', '.env')
    const env = { ...world.env, GIT_DIR: join(other.cwd, '.git'), GIT_WORK_TREE: other.cwd }
    await expect(new FileDestination('.env', { ...world, env }).probe()).rejects.toThrow(UnsafeEnvironment)
  })

  test('is refused when git cannot say, for the repository is broken', async () => {
    const world = await freshRepository()
    await writeFile(join(world.cwd, '.git', 'index'), 'broken')
    await expect(new FileDestination('.env', world).probe()).rejects.toThrow(
      /^cannot tell whether git tracks /,
    )
  })

  test('is refused when git ends without an answer', async () => {
    const world = await freshRepository()
    const tools = await freshFolder()
    await writeFile(join(tools, 'git'), '#!/bin/sh\nkill -9 $$\n', { mode: 0o755 })
    const destination = new FileDestination('.env', { ...world, env: { PATH: tools } })
    await expect(destination.probe()).rejects.toThrow(/^cannot tell whether git tracks /)
  })

  test.each<[string, (world: Awaited<ReturnType<typeof freshRepository>>) => Promise<string>]>([
    [
      'below the top of the repository',
      async ({ cwd }) => {
        await mkdir(join(cwd, 'a', 'b'), { recursive: true })
        return join(cwd, 'a', 'b', '.env')
      },
    ],
    [
      'in a work tree of its own, where .git is a file',
      async ({ git }) => {
        const folder = join(await freshFolder(), 'tree')
        git(
          '-c',
          'user.name=x',
          '-c',
          'user.email=x@example.test',
          'commit',
          '-q',
          '--allow-empty',
          '-m',
          'x',
        )
        git('worktree', 'add', '-q', folder)
        return join(folder, '.env')
      },
    ],
    [
      'in a bare repository that is its own work tree',
      async ({ cwd, git }) => {
        await rename(join(cwd, '.git'), join(cwd, 'bare'))
        const bare = join(cwd, 'bare')
        git('--git-dir', bare, 'config', 'core.bare', 'false')
        git('--git-dir', bare, 'config', 'core.worktree', bare)
        return join(bare, '.env')
      },
    ],
    [
      'behind a link to a folder of the repository',
      async ({ cwd }) => {
        const link = join(await freshFolder(), 'link')
        await symlink(cwd, link)
        return join(link, '.env')
      },
    ],
  ])('is found %s', async (_, placed) => {
    const world = await freshRepository()
    const file = await placed(world)
    await writeFile(file, 'A=1\n', { mode: 0o600 })
    execFileSync('git', ['add', '-f', '.env'], { cwd: dirname(file), env: world.env, stdio: 'pipe' })
    await expect(new FileDestination(file, world).probe()).rejects.toThrow(/^git tracks /)
  })

  test('cannot be where there is no repository: git is not even started', async () => {
    const outside = await freshSurroundings()
    const tools = await freshFolder()
    const started = join(tools, 'started')
    await writeFile(join(tools, 'git'), `#!/bin/sh\n: > ${started}\n`, { mode: 0o755 })
    const world = { ...outside, env: { PATH: tools } }
    await new FileDestination('token', world).write(freshSecret(), nothing)
    await expect(readFile(started)).rejects.toThrow(/ENOENT/)
    const inside = { ...(await freshRepository()), env: { PATH: tools } }
    await expect(new FileDestination('token', inside).probe()).rejects.toThrow(/^git tracks /)
    expect(await readFile(started, 'utf8')).toBe('')
  })

  test('cannot be where there is no git, or no repository', async () => {
    const world = await freshRepository()
    const tools = await freshFolder()
    await symlink('/bin/sh', join(tools, 'sh'))
    await writeFile(join(world.cwd, '.env'), 'A=1\n', { mode: 0o600 })
    world.git('add', '.env')
    await new FileDestination('.env', { ...world, env: { PATH: tools } }).probe()
    const outside = await freshSurroundings()
    await new FileDestination('.env', outside).probe()
  })

  test.each([
    ['GIT_COMMON_DIR', () => '/nonexistent'],
    ['GIT_CEILING_DIRECTORIES', (cwd: string) => cwd],
  ])('is seen whatever %s says', async (name, value) => {
    const world = await freshRepository()
    await writeFile(join(world.cwd, '.env'), 'A=1\n', { mode: 0o600 })
    world.git('add', '.env')
    const env = { ...process.env, [name]: value(world.cwd) }
    await expect(new FileDestination('.env', { ...world, env }).probe()).rejects.toThrow(/git tracks/)
  })

  test('asking about it does not start a program that the repository names', async () => {
    const world = await freshRepository()
    const trap = join(world.cwd, 'trap.sh')
    await writeFile(trap, `#!/bin/sh\ntouch ${join(world.cwd, 'sprung')}\n`, { mode: 0o755 })
    await writeFile(join(world.cwd, 'a'), '')
    world.git('add', 'a')
    world.git('config', 'core.fsmonitor', trap)
    await new FileDestination('.env', world).probe()
    await expect(readFile(join(world.cwd, 'sprung'))).rejects.toThrow(/ENOENT/)
  })
})

describe('a file that git would add', () => {
  test('is written with a remark; an ignored one, or one outside, without', async () => {
    const world = await freshRepository()
    await mkdir(join(world.cwd, 'sub'))
    await new EnvDestination('sub/.env#TOKEN', world).write(freshSecret(), nothing)
    expect(world.notes).toEqual([`git does not ignore ${world.cwd}/sub/.env: add it to .gitignore`])
    await writeFile(join(world.cwd, '.gitignore'), '.env\n')
    await new EnvDestination('.env#TOKEN', world).write(freshSecret(), nothing)
    expect(world.notes).toHaveLength(1)
    const outside = await freshSurroundings()
    await new FileDestination('token', outside).write(freshSecret(), nothing)
    expect(outside.notes).toEqual([])
  })
})

test('a folder in no repository is asked about once in a run; one in a repository every time', async () => {
  const outsideGit = new Map<string, Promise<boolean>>()
  const outside = { ...(await almostRepository()), outsideGit }
  const first = new FileDestination('one.txt', outside)
  await first.probe()
  expect([...outsideGit.keys()]).toEqual([outside.cwd])
  // From now on nothing is started, not even a git that fails.
  const second = new FileDestination('two.txt', { ...outside, env: { PATH: '/nowhere' } })
  await second.write(freshSecret(), nothing)
  const inside = { ...(await freshRepository()), outsideGit }
  await new FileDestination('.env', inside).probe()
  await writeFile(join(inside.cwd, '.env'), 'x', { mode: 0o600 })
  inside.git('add', '.env')
  await expect(new FileDestination('.env', inside).probe()).rejects.toThrow(/^git tracks /)
})

test('of many who ask about one folder at once only the first starts git', async () => {
  const world = await almostRepository()
  const bin = await freshFolder()
  const calls = join(bin, 'calls')
  const git = `#!/bin/sh\necho "$0" >> '${calls}'\necho 'fatal: not a git repository' >&2\nexit 128\n`
  await writeFile(join(bin, 'git'), git, { mode: 0o700 })
  const outside = { ...world, env: { PATH: bin }, outsideGit: new Map<string, Promise<boolean>>() }
  const names = ['one.txt', 'two.txt', 'three.txt']
  await Promise.all(names.map(name => new FileDestination(name, outside).probe()))
  expect((await readFile(calls, 'utf8')).split('\n')).toHaveLength(2)
})
