import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FileLocks } from '../../src/adapters/file-locks.ts'
import { underLock } from '../../src/adapters/under-lock.ts'
import { StoreUnavailable } from '../../src/domain/errors.ts'
import { freshFolder } from '../folder.ts'

test('one place is written by one run at a time; another place need not wait', async () => {
  const locks = new FileLocks(await freshFolder(), 50)
  let leave: () => void = () => undefined
  const held = new Promise<void>(resolve => (leave = resolve))
  const first = underLock(['pass', 'a'], locks, () => held)
  expect(await underLock(['pass', 'b'], locks, async () => 'b')).toBe('b')
  const second = underLock(['pass', 'a'], locks, async () => 'too early')
  await expect(second).rejects.toMatchObject({ failure: 'timeout', retryable: true })
  leave()
  await first
  expect(await underLock(['pass', 'a'], locks, async () => 'a')).toBe('a')
})

test('where no lock can be made it is written all the same, and once', async () => {
  const folder = await freshFolder()
  writeFileSync(join(folder, 'file'), '')
  const locks = new FileLocks(join(folder, 'file', 'state'))
  let times = 0
  const work = async () => ++times
  expect([await underLock(['a'], locks, work), await underLock(['a'], undefined, work)]).toEqual([1, 2])
})

test('what fails inside is told as it is', async () => {
  const locks = new FileLocks(await freshFolder())
  const failure = new StoreUnavailable('locked', { failure: 'locked' })
  await expect(underLock(['a'], locks, () => Promise.reject(failure))).rejects.toBe(failure)
})
