import { expect, test } from 'vitest'
import { Slots } from '../../src/domain/slots.ts'

/** Work that ends when it is told to. */
function held() {
  let end = () => {}
  const until = new Promise<void>(resolve => {
    end = resolve
  })
  return { until, end }
}
const turn = () => new Promise(resolve => setImmediate(resolve))

test('so many at a time, the others in their order; a failure gives its slot back', async () => {
  const slots = new Slots(2)
  const begun: number[] = []
  const works = [0, 1, 2, 3].map(() => held())
  const all = works.map(({ until }, at) =>
    slots.hold(async () => {
      begun.push(at)
      await until
      if (at === 0) throw new Error('failed')
    }),
  )
  const ended = Promise.allSettled(all)
  await turn()
  expect(begun).toEqual([0, 1])
  works[0]?.end()
  await turn()
  expect(begun).toEqual([0, 1, 2])
  for (const { end } of works) end()
  expect((await ended).map(({ status }) => status)).toEqual([
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ])
  expect(begun).toEqual([0, 1, 2, 3])
})

test('who leaves a slot to wait goes on only once there is one again', async () => {
  const slots = new Slots(1)
  const [wait, other] = [held(), held()]
  const steps: string[] = []
  const first = slots.hold(async () => {
    await slots.leave(() => wait.until)
    steps.push('first goes on')
  })
  const second = slots.hold(async () => {
    steps.push('second begins')
    await other.until
    steps.push('second ends')
  })
  await turn()
  wait.end()
  await turn()
  expect(steps).toEqual(['second begins'])
  other.end()
  await Promise.all([first, second])
  expect(steps).toEqual(['second begins', 'second ends', 'first goes on'])
})
