import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { FileLocks } from '../../src/adapters/file-locks.ts'
import { underLock } from '../../src/adapters/under-lock.ts'
import { Busy, StoreUnavailable } from '../../src/domain/errors.ts'
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

test('what fails inside is told as it is, and not done again', async () => {
  const locks = new FileLocks(await freshFolder())
  for (const failure of [new StoreUnavailable('locked', { failure: 'locked' }), new Busy('taken')]) {
    const work = vi.fn(() => Promise.reject(failure))
    await expect(underLock(['a'], locks, work)).rejects.toBe(failure)
    expect(work).toHaveBeenCalledOnce()
  }
})

test('who waits too long is told what the lock says of it', async () => {
  const busy = new Busy('taken', { hint: 'wait for process 7' })
  const locks = { exclusively: () => Promise.reject(busy) }
  const work = vi.fn(async () => 'written')
  await expect(underLock(['a'], locks, work)).rejects.toMatchObject({
    failure: 'timeout',
    hint: 'wait for process 7',
    cause: busy,
  })
  expect(work).not.toHaveBeenCalled()
})

test('a bug in locking is not a lock that cannot be made: nothing is written', async () => {
  const locks = { exclusively: () => Promise.reject(new TypeError('a bug')) }
  const work = vi.fn(async () => 'written')
  await expect(underLock(['a'], locks, work)).rejects.toThrow(TypeError)
  expect(work).not.toHaveBeenCalled()
})
