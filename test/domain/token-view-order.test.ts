import { expect, test } from 'vitest'
import type { PlatformToken, TokenRecord } from '../../src/domain/token.ts'
import { TokenView, viewTokens } from '../../src/domain/token-view.ts'

const now = new Date('2026-03-01T12:00:00Z')
const listed = (id: string, name: string, more: Partial<PlatformToken> = {}): PlatformToken => ({
  ...{ id, name, createdAt: now, expiresAt: null, lastUsedAt: null, environment: null, revoked: false },
  ...more,
})
const record: TokenRecord = {
  ...{ id: '7', name: 'laptop', label: 'laptop', masked: '7|abcd***', createdAt: now },
  ...{ requestedExpiry: null, requestedAs: null, storedIn: ['store:'], graceEndsAt: null },
}
const facts = { now, lifetimeDays: null }

test('the newest successor is the largest id, in whichever order they are listed', () => {
  const [old, first, second] = [
    listed('1', 'ci'),
    listed('2', 'ci ~aaaaaaaaaa'),
    listed('3', 'ci ~bbbbbbbbbb'),
  ]
  const statuses = (tokens: PlatformToken[]) =>
    viewTokens(tokens, [], facts).map(({ id, label, status }) => [id, label, status])
  const expected = [
    ['1', 'ci', 'rotating'],
    ['2', 'ci', 'rotating'],
    ['3', 'ci', 'active'],
  ]
  expect(statuses([old, first, second])).toEqual(expected)
  expect(statuses([second, first, old])).toEqual(expected)
})

test('a description and a successor that the platform tells are shown, and only those', () => {
  const [plain, told] = viewTokens(
    [listed('1', 'a'), listed('2', 'b', { description: 'of the shop', replacedBy: '3' })],
    [],
    facts,
  )
  expect(told).toMatchObject({ description: 'of the shop', replacedBy: '3' })
  expect(plain).not.toHaveProperty('description')
  expect(plain).not.toHaveProperty('replacedBy')
})

test("a session's token that is gone still rests in the session", () => {
  const storedIn = (sessionId: string | null) =>
    new TokenView([record], { ...facts, sessionId }).missing().map(token => [token.status, token.storedIn])
  expect(storedIn('7')).toEqual([['missing', ['session']]])
  expect(storedIn('8')).toEqual([['missing', ['store:']]])
})
