import { expect, test } from 'vitest'
import { parseMoment } from '../../src/domain/expiry.ts'
import { viewTokens } from '../../src/domain/token-view.ts'
import { dueIds } from '../../src/operations/due-ids.ts'
import { aListed } from './records.ts'

const now = new Date('2026-03-01T12:00:00Z')
const inADay = new Date('2026-03-02T12:00:00Z')
const tokens = viewTokens(
  [
    aListed('1', 'ci-main', { expiresAt: inADay }),
    aListed('2', 'ci-main', { expiresAt: new Date(inADay.getTime() + 1) }),
    aListed('3', 'ci-main'),
    aListed('4', 'other', { expiresAt: inADay }),
  ],
  [],
  { now, lifetimeDays: null },
)

test('due is what ends by the very moment, not what ends after it, never, or by another label', () => {
  expect(dueIds('ci-main', parseMoment('1d'), { tokens, now })).toEqual(['1'])
})

test('where no moment was said, nothing is due', () => {
  expect(dueIds('ci-main', undefined, { tokens, now })).toEqual([])
})
