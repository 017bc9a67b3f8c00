import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FileLocks } from '../../src/adapters/file-locks.ts'
import { Busy, StoreUnavailable } from '../../src/domain/errors.ts'
import { locksContract } from '../contracts/locks.ts'
import { freshFolder } from '../folder.ts'

const tick = () => new Promise(resolve => setTimeout(resolve, 5))

locksContract('lock files', async () => new FileLocks(join(await freshFolder(), 'state')))

test('work of one name is done one after the other, whatever object asks; of another name beside it', async () => {
  const folder = join(await freshFolder(), 'state')
  const seen: string[] = []
  const work = (name: string) => async () => {
    seen.push(`${name} begins`)
    await tick()
    seen.push(`${name} ends`)
    return name
  }
  const done = await Promise.all([
    new FileLocks(folder).exclusively('one', work('a')),
    new FileLocks(folder).exclusively('one', work('b')),
  ])
  expect(done).toEqual(['a', 'b'])
  const [first = '', second, third = '', fourth] = seen
  expect([second, fourth]).toEqual([first.replace('begins', 'ends'), third.replace('begins', 'ends')])
  const inner = () => new FileLocks(folder).exclusively('two', work('c'))
  expect(await new FileLocks(folder).exclusively('one', inner)).toBe('c')
  expect(await readdir(folder)).toEqual([])
})

test('whoever waits for too long is told that somebody is at it: Busy, and their work was not begun', async () => {
  const folder = await freshFolder()
  let release = () => {}
  const held = new Promise<void>(resolve => {
    release = resolve
  })
  const first = new FileLocks(folder).exclusively('one', () => held)
  await tick()
  await tick()
  let begun = false
  const second = new FileLocks(folder, 50).exclusively('one', async () => {
    begun = true
  })
  await expect(second).rejects.toThrow(Busy)
  expect(begun).toBe(false)
  release()
  await first
})

test('a failure of the work comes out as it is, and the lock is free again', async () => {
  const locks = new FileLocks(await freshFolder())
  const failure = new StoreUnavailable('slow', { failure: 'timeout' })
  await expect(locks.exclusively('one', () => Promise.reject(failure))).rejects.toBe(failure)
  expect(await locks.exclusively('one', () => Promise.resolve(7))).toBe(7)
})

test('where no lock can be made it says so in plain words', async () => {
  const folder = await freshFolder()
  await writeFile(join(folder, 'file'), '')
  const locks = new FileLocks(join(folder, 'file', 'state'))
  await expect(locks.exclusively('one', () => Promise.resolve())).rejects.toThrow(StoreUnavailable)
})
