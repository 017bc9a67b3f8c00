import { expect, test } from 'vitest'
import { inLanes } from '../../src/operations/lanes.ts'

/** Work that ends when it is told to. */
function gates() {
  const open: (() => void)[] = []
  const begun: number[] = []
  const work = async (item: number) => {
    begun.push(item)
    await new Promise<void>(resolve => open.push(resolve))
    return item * 10
  }
  return { open, begun, work }
}
const turn = () => new Promise(resolve => setImmediate(resolve))

test('no more are under way than there are lanes; results keep the order of the items', async () => {
  const { open, begun, work } = gates()
  const results = inLanes([1, 2, 3, 4, 5], work, 2)
  expect(begun).toEqual([1, 2])
  open[1]?.()
  await turn()
  expect(begun).toEqual([1, 2, 3])
  for (let at = 0; at < 5; at++) {
    open[at]?.()
    await turn()
  }
  open.at(-1)?.()
  expect(await results).toEqual([10, 20, 30, 40, 50])
})

test('a bug ends the beginning, and is told once what was under way has ended', async () => {
  const { open, begun, work } = gates()
  const results = inLanes(
    [1, 2, 3, 4],
    async item => {
      if (item === 1) throw new TypeError('a bug')
      return await work(item)
    },
    2,
  )
  const failed = expect(results).rejects.toThrow('a bug')
  await turn()
  expect(begun).toEqual([2])
  open[0]?.()
  await failed
  expect(begun).toEqual([2])
})

test('nothing to do is done', async () => {
  expect(await inLanes([], async () => 1)).toEqual([])
})
