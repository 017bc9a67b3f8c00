import { execFileSync, spawn, spawnSync } from 'node:child_process'
import fs, {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { withFileLock } from '../../../src/adapters/files/file-lock.ts'
import { processSpace, processStart } from '../../../src/adapters/files/process-start.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp('/tmp/bp-lock-')
  path = join(folder, 'lock')
})
afterEach(() => vi.restoreAllMocks())
afterEach(() => rm(folder, { recursive: true }))

function plant(holder: object | string, at = path): void {
  writeFileSync(at, typeof holder === 'string' ? holder : JSON.stringify(holder))
}

function age(at: string, seconds: number): void {
  const time = Date.now() / 1000 - seconds
  utimesSync(at, time, time)
}

const host = hostname()
const space = processSpace()
const gone = () => spawnSync('true').pid

test('it is held while the work runs, names its holder, and is gone after, even when the work fails', async () => {
  const result = await withFileLock(path, async lock => {
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid, host })
    expect(lock.stillHeld()).toBe(true)
    return 'done'
  })
  expect(result).toBe('done')
  expect(existsSync(path)).toBe(false)
  await expect(withFileLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(readdirSync(folder)).toEqual([])
})

test('takers of one process take turns', async () => {
  let inside = 0
  let most = 0
  await Promise.all(
    Array.from({ length: 6 }, () =>
      withFileLock(path, async () => {
        most = Math.max(most, ++inside)
        await new Promise(resolve => setTimeout(resolve, 5))
        inside--
      }),
    ),
  )
  expect(most).toBe(1)
})

test('a living holder is waited for, then it is a timeout that names it; its lock stays', async () => {
  const holder = spawn('sleep', ['60'])
  try {
    const pid = holder.pid ?? 0
    plant({ pid, start: await processStart(pid), host, space, nonce: 'x' })
    await expect(withFileLock(path, async () => 'in', 120)).rejects.toMatchObject({
      failure: 'timeout',
      retryable: true,
      message: `process ${pid} on ${host} holds ${path}`,
    })
    expect(existsSync(path)).toBe(true)
  } finally {
    holder.kill()
  }
})

test.each([
  ['a process that is gone', () => plant({ pid: gone(), start: '1', host, space, nonce: 'x' })],
  [
    // A system without /proc: whether there is such a process is all that it tells.
    'a process that is gone, of which nobody knows when it began',
    () => plant({ pid: gone(), start: null, host, space, nonce: 'x' }),
  ],
  [
    'an earlier process of the same id',
    () => plant({ pid: process.pid, start: '1', host, space, nonce: 'x' }),
  ],
  [
    'another host, more than a minute ago',
    () => {
      plant({ pid: 1, start: '1', host: 'elsewhere', nonce: 'x' })
      age(path, 61)
    },
  ],
  [
    // Regressed: whoever could not see the holder waited until the clock had come there again.
    'this machine before it was started anew, when its clock was ahead',
    () => {
      plant({ pid: gone(), start: '1', host, space: 'before', nonce: 'x' })
      age(path, -3_600)
    },
  ],
  [
    'nobody: the file is empty',
    () => {
      plant('')
      age(path, 3)
    },
  ],
  [
    // To ask for it would ask for all of a group, which is there.
    'no process: such an id means a group',
    () => {
      plant({ pid: 0, start: null, host, space, nonce: 'x' })
      age(path, 3)
    },
  ],
  [
    'no process: that is no id',
    () => {
      plant({ pid: 0.5, start: null, host, space, nonce: 'x' })
      age(path, 3)
    },
  ],
  [
    'a process that is gone, and so is who wanted to break it',
    () => {
      plant({ pid: gone(), start: '1', host, space, nonce: 'x' })
      plant('', `${path}.break`)
      age(`${path}.break`, 61)
    },
  ],
])('the lock of %s is broken', async (_, make) => {
  make()
  expect(await withFileLock(path, async () => 'in', 500)).toBe('in')
  expect(readdirSync(folder)).toEqual([])
})

test.each([
  ['another host, just now', () => plant({ pid: gone(), start: '1', host: 'elsewhere', nonce: 'x' })],
  [
    // Containers and machines with a name in common: the id means nothing here.
    'a process of the same host name that cannot be seen, just now',
    () => plant({ pid: gone(), start: '1', host, space: 'of another container', nonce: 'x' }),
  ],
  [
    'another host, just now, by the clock of the disk, which is not ours',
    () => {
      plant({ pid: gone(), start: '1', host: 'elsewhere', space, nonce: 'x' })
      vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000)
    },
  ],
  ['nobody yet: the file is empty and fresh', () => plant('')],
  [
    'a process of another user, which no signal may be sent to',
    () => {
      plant({ pid: 1, start: processStart(1), host, space, nonce: 'x' })
      vi.spyOn(process, 'kill').mockImplementation(() => {
        throw Object.assign(new Error('not permitted'), { code: 'EPERM' })
      })
    },
  ],
  [
    'a process that is gone, while another is about to break it,',
    () => {
      plant({ pid: gone(), start: '1', host, space, nonce: 'x' })
      plant('', `${path}.break`)
    },
  ],
])('the lock of %s is kept', async (_, make) => {
  make()
  await expect(withFileLock(path, async () => 'in', 100)).rejects.toMatchObject({ failure: 'timeout' })
})

test('a named pipe in its place holds nobody up: it is as good as a torn lock', async () => {
  execFileSync('mkfifo', [path])
  age(path, 3)
  expect(await withFileLock(path, async () => 'done')).toBe('done')
  expect(readdirSync(folder)).toEqual([])
})

test.each(['/dev/zero', '/nonexistent/planted'])(
  'a link to %s in its place is as good as a torn lock',
  async target => {
    symlinkSync(target, path)
    execFileSync('touch', ['-h', '-d', '3 seconds ago', path])
    expect(await withFileLock(path, async () => 'done')).toBe('done')
    expect(readdirSync(folder)).toEqual([])
  },
)

test('a file that is too long for a lock is not read to its end', async () => {
  writeFileSync(path, '')
  truncateSync(path, 3 * 2 ** 30)
  age(path, 3)
  expect(await withFileLock(path, async () => 'done')).toBe('done')
})

test('of many that find a stale lock, one at a time gets in', async () => {
  let inside = 0
  let most = 0
  const enter = async () => {
    most = Math.max(most, ++inside)
    await new Promise(resolve => setTimeout(resolve, 3))
    inside--
  }
  plant({ pid: gone(), start: '1', host, space, nonce: 'x' })
  await Promise.all(Array.from({ length: 12 }, () => withFileLock(path, enter)))
  expect(most).toBe(1)
})

test('a holder learns that its lock was taken, and leaves the new one alone', async () => {
  await withFileLock(path, async lock => {
    plant('of another')
    expect(lock.stillHeld()).toBe(false)
  })
  expect(readFileSync(path, 'utf8')).toBe('of another')
})

describe('several in one folder at once', () => {
  const paths = () => ['a', 'b', 'c', 'd'].map(name => join(folder, name))
  const inodes = () => new Set(paths().map(at => statSync(at).ino)).size
  /** What is seen while all of them are held. */
  async function whileHeld<Result>(look: () => Promise<Result> | Result, [first, ...others] = paths()) {
    if (first === undefined) return await look()
    return await withFileLock(first, async (lock): Promise<Result> => {
      const seen = await whileHeld(look, others)
      expect(lock.stillHeld()).toBe(true)
      return seen
    })
  }

  test('are links to one file, each a lock of its own, and are gone after', async () => {
    await whileHeld(async () => {
      expect(inodes()).toBe(1)
      for (const at of paths()) {
        expect(JSON.parse(readFileSync(at, 'utf8'))).toMatchObject({ pid: process.pid, host })
        await expect(withFileLock(at, () => Promise.resolve(), 50)).rejects.toThrow(`holds ${at}`)
      }
    })
    expect(readdirSync(folder)).toEqual([])
    await withFileLock(path, () => Promise.resolve())
  })

  test('the lock of another in its place is not taken', async () => {
    plant({ pid: 1, start: processStart(1), host, space, nonce: 'x' })
    const first = join(folder, 'a')
    await withFileLock(first, () =>
      expect(withFileLock(path, () => Promise.resolve(), 50)).rejects.toThrow('process 1'),
    )
    expect(readdirSync(folder)).toEqual(['lock'])
  })

  test('one that somebody else has replaced is not linked to', async () => {
    const [first = '', second = ''] = paths()
    await withFileLock(first, async () => {
      rmSync(first)
      plant({ pid: 1, start: processStart(1), host, space, nonce: 'x' }, first)
      await withFileLock(second, () =>
        Promise.resolve(expect(JSON.parse(readFileSync(second, 'utf8'))).toMatchObject({ pid: process.pid })),
      )
    })
    expect(readdirSync(folder)).toEqual(['a'])
  })

  test('one that was lost and taken again is another: who lost it does not take it for his', async () => {
    const [first = '', second = ''] = paths()
    await withFileLock(first, () =>
      withFileLock(second, async lock => {
        rmSync(second)
        await withFileLock(second, async () => expect(lock.stillHeld()).toBe(false))
      }),
    )
    expect(readdirSync(folder)).toEqual([])
  })

  test('one of more than a second is not linked to: its age would be the age of the new one', async () => {
    const [first = '', second = ''] = paths()
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      await withFileLock(first, async () => {
        vi.setSystemTime(Date.now() + 1_000)
        await withFileLock(second, async () => expect(statSync(second).ino).not.toBe(statSync(first).ino))
      })
    } finally {
      vi.useRealTimers()
    }
  })

  test('where a file system has no links each is a file', async () => {
    const broken = vi.spyOn(fs, 'linkSync').mockImplementation(() => {
      throw Object.assign(new Error('no links'), { code: 'EPERM' })
    })
    syncBuiltinESMExports()
    try {
      expect(await whileHeld(inodes)).toBe(4)
    } finally {
      broken.mockRestore()
      syncBuiltinESMExports()
    }
    expect(readdirSync(folder)).toEqual([])
  })
})
