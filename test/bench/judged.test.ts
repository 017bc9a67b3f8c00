import { expect, test } from 'vitest'
import { judged, type Result } from './measure.ts'
import { spreadOf } from './statistics.ts'
import { tableOf } from './table.ts'

/** A create of a thousand that took so many milliseconds, and the least script so many. */
const took = (ms: number, least?: number): Result => ({
  ...{ name: 'create', against: 'no limits', unit: 'ms', value: spreadOf([ms]) },
  ...(least === undefined ? {} : { least: spreadOf([least]) }),
})

/** Whether it passes a gate of 280 ms, what would pass, and what the table says of it. */
const verdict = (ms: number, least?: number) => {
  const result = judged(took(ms, least), 'value', 280)
  const cells = tableOf([result]).trim().split('\n').at(-1)?.split('|').slice(-3, -1) ?? []
  return [result.passed, result.allowed, ...cells.map(cell => cell.trim())]
}

test('a figure is the gate, or what the least script takes and half as much again, where that is more', () => {
  expect(verdict(280)).toEqual([true, 280, '≤ 280 ms', 'ok'])
  expect(verdict(281)).toEqual([false, 280, '≤ 280 ms', 'FELL'])
  expect(verdict(281, 180)).toEqual([false, 280, '≤ 280 ms', 'FELL'])
  expect(verdict(450, 300)).toEqual([true, 450, '≤ 280 ms; here ≤ 450 ms', 'ok here'])
  expect(verdict(451, 300)).toEqual([false, 450, '≤ 280 ms; here ≤ 450 ms', 'FELL'])
  expect(verdict(200, 300)).toEqual([true, 450, '≤ 280 ms; here ≤ 450 ms', 'ok'])
})

test('a ratio is judged by the ratio of the least script, with a slack of its own', () => {
  const ratio = spreadOf([0.65])
  const beside = { name: '--version', against: 'gh --version', unit: 'ms', ratio, value: spreadOf([15]) }
  expect(judged({ ...beside, least: spreadOf([0.63]) }, 'ratio', 0.6, 1.05).passed).toBe(true)
  expect(judged({ ...beside, least: spreadOf([0.61]) }, 'ratio', 0.6, 1.05).passed).toBe(false)
})

test('without a gate nothing is judged', () => {
  expect(judged(took(5_000, 1), 'value', undefined)).toEqual(took(5_000, 1))
})
