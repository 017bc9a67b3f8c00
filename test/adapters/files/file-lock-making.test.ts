import { execFileSync } from 'node:child_process'
import fs, { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { withFileLock } from '../../../src/adapters/files/file-lock.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp('/tmp/bp-lock-')
  path = join(folder, 'lock')
})
afterEach(() => rm(folder, { recursive: true }))

function age(at: string, seconds: number): void {
  const time = Date.now() / 1000 - seconds
  utimesSync(at, time, time)
}

function plantOld(): void {
  writeFileSync(path, 'of another')
  age(path, 3)
}

/** Runs work while the lock cannot be read, though it can be seen. */
async function whereReadingFails(code: string, work: () => Promise<unknown>): Promise<unknown> {
  const { openSync } = fs
  const failing = vi.spyOn(fs, 'openSync').mockImplementation((at, flags, mode) => {
    if (at === path && typeof flags === 'number') throw Object.assign(new Error(code), { code })
    return openSync(at, flags, mode)
  })
  syncBuiltinESMExports()
  try {
    return await work()
  } finally {
    failing.mockRestore()
    syncBuiltinESMExports()
  }
}

describe('a lock that cannot be made', () => {
  test('is no lock of another: where there is no folder, that is what is said', async () => {
    const work = vi.fn()
    await expect(withFileLock(join(folder, 'absent', 'lock'), work, 50)).rejects.toMatchObject({
      code: 'ENOENT',
    })
    expect(work).not.toHaveBeenCalled()
  })

  test('leaves nothing where the disk is full, and nothing is done without it', async () => {
    const full = vi.spyOn(fs, 'writeFileSync').mockImplementation(() => {
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
    })
    syncBuiltinESMExports()
    const work = vi.fn()
    try {
      await expect(withFileLock(path, work, 50)).rejects.toMatchObject({ code: 'ENOSPC' })
    } finally {
      full.mockRestore()
      syncBuiltinESMExports()
    }
    expect(work).not.toHaveBeenCalled()
    expect(readdirSync(folder)).toEqual([])
  })
})

test('a lock that was not there when it was looked at is not broken: it has been made since', async () => {
  plantOld()
  const take = () => withFileLock(path, async () => 'in', 50)
  await expect(whereReadingFails('ENOENT', take)).rejects.toMatchObject({ failure: 'timeout' })
  expect(readFileSync(path, 'utf8')).toBe('of another')
})

test('a lock that may not be read is not taken for a torn one', async () => {
  plantOld()
  const take = () => withFileLock(path, async () => 'in', 50)
  await expect(whereReadingFails('EACCES', take)).rejects.toMatchObject({ code: 'EACCES' })
  expect(readFileSync(path, 'utf8')).toBe('of another')
})

test('a folder in its place is told as such, and stays', async () => {
  mkdirSync(path)
  await expect(withFileLock(path, async () => 'in', 50)).rejects.toMatchObject({ code: 'EISDIR' })
  expect(readdirSync(folder)).toEqual(['lock'])
})

test('a named pipe that somebody holds open in its place is as good as a torn lock', async () => {
  execFileSync('mkfifo', [path])
  const other = fs.openSync(path, 'r+')
  age(path, 3)
  try {
    expect(await withFileLock(path, async () => 'in')).toBe('in')
  } finally {
    fs.closeSync(other)
  }
})

test('a lock that another holds keeps no other in its folder from being taken', async () => {
  await withFileLock(path, async () => {
    await expect(withFileLock(path, async () => undefined, 50)).rejects.toThrow(`holds ${path}`)
    expect(await withFileLock(join(folder, 'other'), async () => 'in', 50)).toBe('in')
  })
})

test('none keeps a file open: a thousand secrets take a thousand locks', async () => {
  const open = () => readdirSync('/dev/fd').length
  const before = open()
  for (let count = 0; count < 100; count++) await withFileLock(path, async () => undefined)
  expect(open()).toBeLessThan(before + 100)
})
