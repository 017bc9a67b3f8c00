import { expect, test } from 'vitest'
import { LateOptimising } from '../../../src/adapters/transports/late-optimising.ts'

function told(major: number) {
  const flags: string[] = []
  return { flags, optimising: new LateOptimising(flag => flags.push(flag), major) }
}

test('off from the first request until it pays, and never again', () => {
  const { flags, optimising } = told(20)
  optimising.optimise()
  expect(flags).toEqual([])
  for (let at = 0; at < 1_500; at++) optimising.request()
  expect(flags).toEqual(['--no-opt'])
  for (let at = 0; at < 10; at++) optimising.request()
  expect(flags).toEqual(['--no-opt', '--opt'])
})

test('on for what may be long', () => {
  const { flags, optimising } = told(22)
  optimising.request()
  optimising.optimise()
  optimising.optimise()
  optimising.request()
  expect(flags).toEqual(['--no-opt', '--opt', '--no-opt'])
})

test('a Node that waits by itself is left alone', () => {
  const { flags, optimising } = told(24)
  for (let at = 0; at < 2_000; at++) optimising.request()
  expect(flags).toEqual([])
})
