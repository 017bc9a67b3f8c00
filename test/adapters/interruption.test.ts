import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { SignalInterruption } from '../../src/adapters/interruption.ts'
import type { Cancelled } from '../../src/domain/errors.ts'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const never = () => new Promise<never>(() => undefined)

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** An interruption of its own, the errors it leaves with, and a way to send it a signal and nobody else. */
function listening() {
  const others = signals.map(signal => process.listeners(signal))
  const left: Pick<Cancelled, 'message' | 'hint' | 'exitCode'>[] = []
  const leave = ({ message, hint, exitCode }: Cancelled) => void left.push({ message, hint, exitCode })
  const interruption = new SignalInterruption({ leave, note: () => undefined })
  const receivers = signals.map((signal, at) => {
    const own = process.listeners(signal).filter(one => !others[at]?.includes(one))
    for (const one of own) process.off(signal, one)
    return [signal, () => own.forEach(one => void one(signal))] as const
  })
  const send = (signal: (typeof signals)[number]) => new Map(receivers).get(signal)?.()
  return { interruption, left, send }
}

describe('work that is left in its middle', () => {
  const unharmed = 'interrupted in the middle: run the same command again, nothing is lost'

  test('is finished by the same command, unless it said something else', () => {
    const { interruption, left, send } = listening()
    void interruption.during(never)
    send('SIGINT')
    expect([interruption.requested, left]).toEqual([true, []])
    send('SIGTERM')
    expect(left).toEqual([{ message: unharmed, hint: undefined, exitCode: 143 }])
  })

  test('says what it leaves, also when its time is over', () => {
    const { interruption, left, send } = listening()
    void interruption.during(never, { what: 'a token may exist', hint: 'look for it' })
    send('SIGINT')
    vi.advanceTimersByTime(5_000)
    expect(left).toEqual([
      { message: 'interrupted in the middle: a token may exist', hint: 'look for it', exitCode: 130 },
    ])
  })

  test('is what is under way at that moment: the last begun, and nothing that has ended', async () => {
    const { interruption, left, send } = listening()
    await interruption.during(async () => undefined, { what: 'has ended' })
    void interruption.during(never, { what: 'outer' })
    void interruption.during(never, { what: 'inner' })
    void interruption.during(never)
    send('SIGINT')
    send('SIGINT')
    expect(left).toEqual([{ message: 'interrupted in the middle: inner', hint: undefined, exitCode: 130 }])
  })
})

test('where nothing is under way a signal leaves at once', () => {
  const { left, send } = listening()
  send('SIGHUP')
  expect(left).toEqual([{ message: 'interrupted', hint: undefined, exitCode: 143 }])
})
