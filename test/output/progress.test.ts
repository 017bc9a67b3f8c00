import { expect, test } from 'vitest'
import { progressLine, withProgress } from '../../src/output/progress.ts'
import { ManualClock } from '../fakes/manual-clock.ts'
import { MemoryTerminal } from '../fakes/memory-terminal.ts'

const noon = Date.parse('2026-03-01T12:00:00Z')

test.each([
  [100, 1_000, 10_000, '100 of 1000, 10 a second, ends in 90 s (12:01:40Z)'],
  [300, 1_000, 60_000, '300 of 1000, 300 a minute, ends in 2 min (12:03:20Z)'],
  [1, 10_000, 4_000, '1 of 10000, 15 a minute, ends in 11 h (23:06:40Z)'],
  [7, 1_000, 0, '7 of 1000, 7000 a second, ends in 1 s (12:00:00Z)'],
])('%i of %i after %i ms: %s', (done, total, elapsed, line) => {
  expect(progressLine({ done, total, began: noon, now: noon + elapsed })).toBe(line)
})

/** What is told of work that does one of a hundred every 50 ms. */
async function told(terminal: MemoryTerminal, options: { json?: boolean } = {}, each = 50) {
  const clock = new ManualClock()
  await withProgress({ terminal, clock, platform: {} }, options, async watch => {
    for (let done = 1; done <= 100; done++) {
      clock.advance(each)
      watch(done, 100)
    }
  })
  expect(terminal.progressLines.at(-1)).toBeUndefined()
  return terminal.progressLines.slice(0, -1)
}

const atTerminal = () => {
  const terminal = new MemoryTerminal()
  terminal.stderr = { ...terminal.stderr, terminal: true }
  return terminal
}

test('at a terminal it is told ten times a second', async () => {
  const lines = await told(atTerminal())
  expect(lines).toHaveLength(49)
  expect(lines[0]).toBe('2 of 100, 20 a second, ends in 5 s (12:00:05Z)')
})

test('in a pipe it is told every ten seconds, and nothing of short work', async () => {
  expect(await told(new MemoryTerminal())).toEqual([])
  expect(await told(new MemoryTerminal(), {}, 500)).toHaveLength(4)
})

test('with --json nothing is told', async () => {
  expect(await told(atTerminal(), { json: true })).toEqual([])
})

test('the line is gone when the work fails', async () => {
  const terminal = atTerminal()
  const work = withProgress({ terminal, clock: new ManualClock(), platform: {} }, {}, () =>
    Promise.reject(new Error('cut')),
  )
  await expect(work).rejects.toThrow('cut')
  expect(terminal.progressLines).toEqual([undefined])
})

/** What is told of 700 that a limit of 300 a minute holds twice, each time told every half second. */
async function toldWhenHeld(terminal: MemoryTerminal) {
  const clock = new ManualClock(new Date(noon))
  let held: (until: Date) => void = () => undefined
  const platform = {
    whenHeld(listener: typeof held) {
      held = listener
    },
  }
  await withProgress({ terminal, clock, platform }, {}, async watch => {
    for (const window of [1, 2]) {
      for (let done = 1; done <= 300; done++) watch((window - 1) * 300 + done, 700)
      const until = new Date(noon + window * 60_000)
      for (; clock.now() < until; clock.advance(500)) held(until)
    }
    for (let done = 601; done <= 700; done++) watch(done, 700)
  })
  return terminal.progressLines
}

test('that a limit holds it is told at once, and the end follows from what one window held', async () => {
  const lines = await toldWhenHeld(new MemoryTerminal())
  expect(lines).toHaveLength(6 + 1 + 6 + 1 + 1)
  expect(lines[0]).toBe('300 of 700, 300 a minute, ends in 2 min (12:02:00Z), waits until 12:01:00Z')
  expect(lines[5]).toBe('300 of 700, 300 a minute, ends in 70 s (12:02:00Z), waits until 12:01:00Z')
  expect(lines[6]).toBe('301 of 700, 300 a minute, ends in 60 s (12:02:00Z)')
  expect(lines[7]).toBe('600 of 700, 300 a minute, ends in 60 s (12:02:00Z), waits until 12:02:00Z')
  expect(lines.at(-1)).toBeUndefined()
})

test.each([
  [{ done: 0, total: 0 }, 'waits until 12:01:00Z'],
  [{ done: 0, total: 9 }, '0 of 9, waits until 12:01:00Z'],
  [{ done: 9, total: 9 }, '9 of 9, waits until 12:01:00Z'],
])('held with %o: %s', (progress, line) => {
  expect(progressLine({ ...progress, began: noon, now: noon + 1, heldUntil: noon + 60_000 })).toBe(line)
})
