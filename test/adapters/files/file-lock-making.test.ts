import fs, { readdirSync, readFileSync, writeFileSync } from 'node:fs'
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
  writeFileSync(path, 'of another')
  const { openSync } = fs
  const before = vi.spyOn(fs, 'openSync').mockImplementation((at, flags, mode) => {
    if (at === path && typeof flags === 'number')
      throw Object.assign(new Error('not there'), { code: 'ENOENT' })
    return openSync(at, flags, mode)
  })
  syncBuiltinESMExports()
  try {
    await expect(withFileLock(path, async () => 'in', 50)).rejects.toMatchObject({ failure: 'timeout' })
  } finally {
    before.mockRestore()
    syncBuiltinESMExports()
  }
  expect(readFileSync(path, 'utf8')).toBe('of another')
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
