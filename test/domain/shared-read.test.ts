import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SharedRead } from '../../src/domain/shared-read.ts'

test('who asks in one turn shares one read', async () => {
  let reads = 0
  const shared = new SharedRead(async () => ++reads)
  expect(await Promise.all([shared.ask(), shared.ask(), shared.ask()])).toEqual([1, 1, 1])
  expect(await shared.ask()).toBe(2)
})

test('who asks while one is under way shares the next, however many they are', async () => {
  const open: (() => void)[] = []
  let reads = 0
  const shared = new SharedRead(async () => {
    const mine = ++reads
    await new Promise<void>(resolve => open.push(resolve))
    return mine
  })
  const turn = () => new Promise(resolve => setImmediate(resolve))
  const first = shared.ask()
  await turn()
  const second = [shared.ask(), shared.ask()]
  await turn()
  expect(reads).toBe(1)
  open[0]?.()
  expect(await first).toBe(1)
  await turn()
  open[1]?.()
  expect(await Promise.all(second)).toEqual([2, 2])
})

test('a read that fails fails for those who shared it, and for nobody after', async () => {
  let reads = 0
  const shared = new SharedRead(async () => {
    if (++reads === 1) throw new Error('cut')
    return reads
  })
  const [one, two] = [shared.ask(), shared.ask()]
  await expect(one).rejects.toThrow('cut')
  await expect(two).rejects.toThrow('cut')
  expect(await shared.ask()).toBe(2)
})

test('every answer is of a read that began after its question', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.nat(3), { minLength: 1, maxLength: 12 }),
      async (s, pauses) => {
        let now = 0
        let underWay = 0
        const shared = new SharedRead(async () => {
          expect(++underWay).toBe(1)
          const began = ++now
          await s.schedule(Promise.resolve())
          underWay--
          return began
        })
        const asks = pauses.map(async pause => {
          for (let turn = 0; turn < pause; turn++) await s.schedule(Promise.resolve())
          const asked = ++now
          expect(await shared.ask()).toBeGreaterThan(asked)
        })
        await s.waitFor(Promise.all(asks))
      },
    ),
  )
})
