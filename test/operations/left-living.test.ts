import { expect, test } from 'vitest'
import { References } from '../../src/domain/reference.ts'
import type { Token } from '../../src/domain/token.ts'
import { leftLiving } from '../../src/operations/left-living.ts'

const token = (id: string, more: Partial<Token> = {}): Token => ({
  ...{ id, name: 'ci', label: 'ci', masked: '', status: 'active', createdAt: null, expiresAt: null },
  ...{ expirySource: 'none', lastUsedAt: null, environment: null, storedIn: [] },
  ...more,
})

test('of a label only what still works is told, an end that beatpass alone keeps aside', () => {
  const ended = { status: 'expired' } as const
  const tokens = [
    token('1', { ...ended, expirySource: 'platform' }),
    token('2', { ...ended, expirySource: 'requested' }),
    token('3', { status: 'rotating' }),
    token('4'),
  ]
  const known = new References(tokens)
  const told = leftLiving(token('4'), new Set(['4']), new Set(['ci']), known)
  expect(told.map(warning => warning.split(' ')[1])).toEqual(['2', '3'])
  expect(leftLiving(token('4'), new Set(['4']), new Set(['4']), known)).toEqual([])
})
