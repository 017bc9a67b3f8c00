import fs, { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { makeFolder } from '../../../src/adapters/files/make-folder.ts'
import { freshFolder } from '../../folder.ts'

const modeOf = (path: string) => statSync(path).mode & 0o777

test('folders are made with those above them, for their owner alone; what is there stays', async () => {
  const home = await freshFolder()
  mkdirSync(join(home, 'there'), { mode: 0o755 })
  symlinkSync('there', join(home, 'link'))
  makeFolder(join(home, 'link', 'a', 'b'))
  makeFolder(join(home, 'there', 'a', 'b'))
  expect(['there', 'there/a', 'there/a/b'].map(path => modeOf(join(home, path)))).toEqual([
    0o755, 0o700, 0o700,
  ])
})

test('a file that is in the way is told as such', async () => {
  const home = await freshFolder()
  writeFileSync(join(home, 'file'), '')
  expect(() => makeFolder(join(home, 'file'))).toThrow(expect.objectContaining({ code: 'EEXIST' }))
  expect(() => makeFolder(join(home, 'file', 'a'))).toThrow(expect.objectContaining({ code: 'ENOTDIR' }))
  expect(() => makeFolder(join(home, 'file', 'a', 'b'))).toThrow(expect.objectContaining({ code: 'ENOTDIR' }))
})

test('one that another run has made meanwhile is there', async () => {
  const path = join(await freshFolder(), 'a')
  const { mkdirSync: make } = fs
  const faster = vi.spyOn(fs, 'mkdirSync').mockImplementation((at, options) => {
    make(at)
    return make(at, options)
  })
  syncBuiltinESMExports()
  try {
    makeFolder(path)
  } finally {
    faster.mockRestore()
    syncBuiltinESMExports()
  }
  expect(statSync(path).isDirectory()).toBe(true)
})
