import { expect, test } from 'vitest'
import { References } from '../../src/domain/reference.ts'
import { viewTokens } from '../../src/domain/token-view.ts'

const now = new Date('2026-03-01T12:00:00Z')
const listed = (id: string) => ({
  id,
  name: 'ci-main',
  createdAt: now,
  expiresAt: null,
  lastUsedAt: null,
  environment: null,
  revoked: false,
})
const among = (...ids: string[]) =>
  new References(viewTokens(ids.map(listed), [], { now, lifetimeDays: null }))

test('a token that a list names twice is one, and its name means it', () => {
  expect(among('7', '7').resolve('ci-main').id).toBe('7')
  expect(among('7', '7').labelled('ci-main')).toHaveLength(1)
  expect(() => among('7', '8', '8').resolve('ci-main')).toThrow("'ci-main' fits 2 tokens: 7, 8")
})
