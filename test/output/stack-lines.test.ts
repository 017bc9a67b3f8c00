import { expect, test } from 'vitest'
import { InvalidInput } from '../../src/domain/errors.ts'
import { stackLines } from '../../src/output/errors.ts'

const withoutPlaces = (text: string) => text.replace(/^ +at .*\n/gm, '')

test('a failure is named by its code, for its class has another name in each build, and then its causes', () => {
  const cause = new TypeError('of two\nlines')
  const told = stackLines(new InvalidInput("unknown command 'x'", { cause }))
  expect(withoutPlaces(told)).toBe("invalid_input: unknown command 'x'\nTypeError: of two\nlines\n")
  expect(told).toMatch(/^invalid_input: .*\n {4}at .*stack-lines\.test\.ts/)
})

test('tokens and what cannot be seen are not printed', () => {
  const secret = `12|${'a'.repeat(48)}`
  const told = stackLines(new Error(`no ${secret}\u202e`))
  expect(told).not.toContain(secret)
  expect(told).not.toContain('\u202e')
})
