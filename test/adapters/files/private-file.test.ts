import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  readPrivateBytes,
  readPrivateFile,
  refusePlanted,
  removePrivateFile,
  writePrivateFile,
} from '../../../src/adapters/files/private-file.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp('/tmp/bp-files-')
  path = join(folder, 'file')
})
afterEach(() => rm(folder, { recursive: true }))

const mode = async (of: string) => (await stat(of)).mode & 0o777
const unsafe = { code: 'unsafe_environment', exitCode: 13 }

describe('reading', () => {
  test('an absent file, or one in an absent folder, is undefined', async () => {
    expect(await readPrivateFile(path)).toBeUndefined()
    expect(await readPrivateFile(join(folder, 'no', 'file'))).toBeUndefined()
  })

  test('text, and bytes that are no text', async () => {
    await writeFile(path, Buffer.from([0xff, 0x00, 0x41]), { mode: 0o600 })
    expect(await readPrivateBytes(path)).toEqual(Buffer.from([0xff, 0x00, 0x41]))
    await writeFile(path, 'grüße')
    expect(await readPrivateFile(path)).toBe('grüße')
  })

  test.each([0o640, 0o604, 0o620, 0o602, 0o610, 0o666])(
    'a private file of mode %o is refused',
    async bits => {
      await writeFile(path, 'secret')
      await chmod(path, bits)
      await expect(readPrivateFile(path)).rejects.toMatchObject({
        ...unsafe,
        message: `${path} is open to others (mode 0${bits.toString(8)})`,
        hint: `chmod 600 ${path}`,
      })
    },
  )

  // Regressed: the path stood in the command as it was.
  test('the command that closes a file can be typed, whatever its name', async () => {
    const odd = join(folder, "dev's key $HOME")
    await writeFile(odd, 'secret')
    await chmod(odd, 0o644)
    const { hint } = await readPrivateFile(odd).catch(error => error)
    execFileSync('sh', ['-c', hint])
    expect(await readPrivateFile(odd)).toBe('secret')
  })

  // Regressed: they were said to be planted, and to be removed.
  test.each(['/dev/null', '/tmp'])('%s is a mistake in the path, not to be removed', async named => {
    const mistaken = { ...unsafe, message: `${named} is not a regular file`, hint: 'name another file' }
    await expect(readPrivateFile(named)).rejects.toMatchObject(mistaken)
    expect(() => refusePlanted(named)).toThrow(expect.objectContaining(mistaken))
  })

  test('a readable file may be read by others, not written', async () => {
    await writeFile(path, 'settings')
    await chmod(path, 0o644)
    expect(await readPrivateFile(path, 'readable')).toBe('settings')
    await chmod(path, 0o664)
    await expect(readPrivateFile(path, 'readable')).rejects.toMatchObject({
      ...unsafe,
      hint: `chmod 644 ${path}`,
    })
  })

  test('a file of another user is refused', async () => {
    await writeFile(path, 'theirs', { mode: 0o600 })
    vi.spyOn(process, 'getuid').mockReturnValue((process.getuid?.() ?? 0) + 1)
    await expect(readPrivateFile(path)).rejects.toMatchObject({
      ...unsafe,
      message: `${path} belongs to another user`,
    })
    vi.restoreAllMocks()
  })

  test('a failure that is not absence comes as it is', async () => {
    await writeFile(path, '')
    await expect(readPrivateFile(join(path, 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' })
    await expect(writePrivateFile(join(path, 'below'), 'x')).rejects.toMatchObject({ code: 'ENOTDIR' })
  })
})

describe('planted', () => {
  const kinds: Record<string, () => Promise<unknown>> = {
    'a symbolic link to a file': async () => {
      await writeFile(join(folder, 'target'), 'kept', { mode: 0o600 })
      await symlink(join(folder, 'target'), path)
    },
    'a symbolic link to nothing': () => symlink(join(folder, 'nothing'), path),
    'a folder': () => mkdir(path),
    'a named pipe': async () => execFileSync('mkfifo', ['-m', '600', path]),
    'a socket': () => new Promise<void>(done => void createServer().unref().listen(path, done)),
  }

  test.each(Object.keys(kinds))('%s is neither read nor replaced', async kind => {
    await kinds[kind]?.()
    const before = await lstat(path)
    const refused = { ...unsafe, message: `${path} is not a regular file` }
    await expect(readPrivateFile(path)).rejects.toMatchObject(refused)
    await expect(writePrivateFile(path, 'new')).rejects.toMatchObject(refused)
    expect(() => refusePlanted(path)).toThrow(expect.objectContaining(refused))
    expect((await lstat(path)).ino).toBe(before.ino)
    expect((await readdir(folder)).filter(name => name.startsWith('.'))).toEqual([])
  })

  test('the target of a planted link keeps its text', async () => {
    await kinds['a symbolic link to a file']?.()
    await writePrivateFile(path, 'new').catch(() => undefined)
    expect(await readFile(join(folder, 'target'), 'utf8')).toBe('kept')
  })
})

describe('writing', () => {
  test('replaces the text; the mode is as asked whatever the umask and the mode before', async () => {
    await writeFile(path, 'old', { mode: 0o666 })
    const umask = process.umask(0o777)
    try {
      await writePrivateFile(path, 'new')
    } finally {
      process.umask(umask)
    }
    expect(await readPrivateFile(path)).toBe('new')
    expect(await mode(path)).toBe(0o600)
    await writePrivateFile(path, 'settings', 0o644)
    expect(await mode(path)).toBe(0o644)
    expect(await readdir(folder)).toEqual(['file'])
  })

  test('makes missing folders for us alone and leaves those that are there', async () => {
    await chmod(folder, 0o755)
    await writePrivateFile(join(folder, 'one', 'two', 'file'), 'x')
    expect([
      await mode(folder),
      await mode(join(folder, 'one')),
      await mode(join(folder, 'one', 'two')),
    ]).toEqual([0o755, 0o700, 0o700])
  })

  test('a write that fails half-way leaves the old text and no draft', async () => {
    await writePrivateFile(path, 'old')
    vi.spyOn(fs, 'fsync').mockImplementationOnce((_file, done) => done(new Error('disk full')))
    syncBuiltinESMExports()
    await expect(writePrivateFile(path, 'new')).rejects.toThrow('disk full')
    vi.restoreAllMocks()
    syncBuiltinESMExports()
    expect(await readFile(path, 'utf8')).toBe('old')
    expect(await readdir(folder)).toEqual(['file'])
  })

  test('many who write to one folder at once share the sync of it, and none begins before its rename', async () => {
    const order: string[] = []
    const real = { rename: fs.renameSync, sync: fs.fsync }
    vi.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      real.rename(from, to)
      order.push(String(to))
    })
    vi.spyOn(fs, 'fsync').mockImplementation((file, done) => {
      if (fs.fstatSync(file).isDirectory()) order.push('sync')
      real.sync(file, done)
    })
    syncBuiltinESMExports()
    const paths = Array.from({ length: 20 }, (_, at) => join(folder, `many-${at}`))
    await Promise.all(
      paths.map(async each => {
        await writePrivateFile(each, 'x')
        expect(order.lastIndexOf('sync')).toBeGreaterThan(order.indexOf(each))
      }),
    )
    vi.restoreAllMocks()
    syncBuiltinESMExports()
    expect(order.filter(what => what === 'sync').length).toBeLessThan(paths.length)
  })

  test('whoever reads while it is being replaced sees the old text or the new, whole', async () => {
    const texts = ['a'.repeat(200_000), 'b'.repeat(200_000)]
    await writePrivateFile(path, texts[0] ?? '')
    const seen = new Set<string>()
    let writing = true
    const reader = (async () => {
      while (writing) {
        seen.add((await readPrivateFile(path)) ?? 'absent')
        // Reading is synchronous: without this the writer would never have its turn.
        await new Promise(setImmediate)
      }
    })()
    for (let turn = 1; turn <= 40; turn++) await writePrivateFile(path, texts[turn % 2] ?? '')
    writing = false
    await reader
    expect([...seen].filter(text => !texts.includes(text))).toEqual([])
    expect(seen.size).toBeGreaterThan(0)
  })
})

test('neither reading nor writing keeps a file open: one run may do so a thousand times', async () => {
  const open = async () => (await readdir('/dev/fd')).length
  const before = await open()
  for (let count = 0; count < 50; count++) {
    await writePrivateFile(path, 'x')
    await readPrivateFile(path)
  }
  expect(await open()).toBeLessThan(before + 50)
})

test('a removal lasts: its folder is synced after it', async () => {
  await writePrivateFile(path, 'x')
  const { fsync } = fs
  const synced: string[] = []
  vi.spyOn(fs, 'fsync').mockImplementation((file, done) => {
    if (fs.fstatSync(file).isDirectory()) synced.push(...fs.readdirSync(folder), 'synced')
    fsync(file, done)
  })
  syncBuiltinESMExports()
  await removePrivateFile(path)
  vi.restoreAllMocks()
  syncBuiltinESMExports()
  expect(synced).toEqual(['synced'])
})

test('removing makes it absent, and removing an absent one is no error', async () => {
  await writePrivateFile(path, 'x')
  await removePrivateFile(path)
  expect(await readdir(folder)).toEqual([])
  await removePrivateFile(path)
  await writeFile(path, '')
  await expect(removePrivateFile(join(path, 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' })
})
