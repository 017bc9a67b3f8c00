import { describe, expect, test } from 'vitest'
import { TokenAmbiguous, TokenNotFound } from '../../src/domain/errors.ts'
import { endOf } from '../../src/domain/lifetime.ts'
import { resolveReference } from '../../src/domain/reference.ts'
import { statusOf } from '../../src/domain/status.ts'
import type { PlatformToken, TokenRecord } from '../../src/domain/token.ts'
import { compareIds, viewTokens } from '../../src/domain/token-view.ts'

const now = new Date('2026-03-01T12:00:00Z')
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000)

const listed = (id: string, name: string, more: Partial<PlatformToken> = {}): PlatformToken => ({
  id,
  name,
  createdAt: inDays(-1),
  expiresAt: null,
  lastUsedAt: null,
  environment: null,
  revoked: false,
  ...more,
})
const record = (id: string, label: string, more: Partial<TokenRecord> = {}): TokenRecord => ({
  id,
  name: label,
  label,
  masked: `${id}|abcd***`,
  createdAt: inDays(-1),
  requestedExpiry: null,
  requestedAs: null,
  storedIn: ['store:'],
  graceEndsAt: null,
  ...more,
})
const view = (tokens: PlatformToken[], records: TokenRecord[] = [], lifetimeDays: number | null = 90) =>
  viewTokens(tokens, records, { now, lifetimeDays })

describe('status', () => {
  const facts = { expiresAt: inDays(30), revoked: false, listed: true, inGrace: false }
  test.each([
    ['active', {}],
    ['active', { expiresAt: null }],
    ['active', { expiresAt: new Date(inDays(14).getTime() + 1) }],
    ['expiring', { expiresAt: inDays(14) }],
    ['expired', { expiresAt: now }],
    ['rotating', { inGrace: true }],
    ['rotating', { inGrace: true, expiresAt: inDays(1) }],
    ['expired', { inGrace: true, expiresAt: inDays(-1) }],
    ['missing', { listed: false, expiresAt: inDays(-1) }],
    ['revoked', { revoked: true, listed: false }],
  ] as const)('%s: %j', (status, change) => {
    expect(statusOf({ ...facts, ...change }, now)).toBe(status)
  })
})

describe('where an end is known from', () => {
  const facts = { createdAt: now, platform: null, requested: null, lifetimeDays: 90 }
  test.each([
    ['policy', 90, {}],
    ['requested', 30, { requested: inDays(30) }],
    ['policy', 90, { requested: inDays(120) }],
    ['platform', 60, { platform: inDays(60) }],
    ['platform', 60, { platform: inDays(60), requested: inDays(60) }],
    ['requested', 30, { platform: inDays(60), requested: inDays(30) }],
    ['none', null, { lifetimeDays: null }],
    ['none', null, { createdAt: null }],
  ] as const)('%s, after %s days: %j', (source, days, change) => {
    const expiresAt = days === null ? null : inDays(days)
    expect(endOf({ ...facts, ...change })).toEqual({ expiresAt, expirySource: source })
  })
})

describe('the view', () => {
  test('a foreign token shows its id and nothing else, and is stored nowhere', () => {
    expect(view([listed('7', 'made by hand')])).toMatchObject([
      { masked: '7|*************', storedIn: [], label: 'made by hand' },
    ])
  })

  test('a token of ours shows its mask and where it is stored', () => {
    expect(view([listed('7', 'ci')], [record('7', 'ci')])).toMatchObject([
      { masked: '7|abcd***', storedIn: ['store:'] },
    ])
  })

  test('a record without a token is missing', () => {
    expect(view([], [record('7', 'ci')])).toMatchObject([{ id: '7', status: 'missing' }])
  })

  test('a smaller id beside a tagged one of the same label is its predecessor', () => {
    const tokens = [listed('9', 'ci'), listed('10', 'ci ~aaaaaaaaaa'), listed('11', 'other')]
    expect(view(tokens).map(({ id, status }) => [id, status])).toEqual([
      ['9', 'rotating'],
      ['10', 'active'],
      ['11', 'active'],
    ])
  })

  test('two tokens of one name made by hand are no predecessors of each other', () => {
    expect(view([listed('1', 'ci'), listed('2', 'ci')]).map(({ status }) => status)).toEqual([
      'active',
      'active',
    ])
  })

  test('the label of a record wins over the name on the platform', () => {
    expect(view([listed('7', 'Web token')], [record('7', 'ci-web')])).toMatchObject([
      { name: 'Web token', label: 'ci-web' },
    ])
  })
})

describe('a reference', () => {
  const tokens = view([
    listed('1', 'ci'),
    listed('2', 'ci ~aaaaaaaaaa'),
    listed('3', 'twin'),
    listed('4', 'twin'),
  ])
  test.each([
    ['1', '1'],
    ['ci', '2'],
    ['ci ~aaaaaaaaaa', '2'],
  ])('%s is token %s', (reference, id) => {
    expect(resolveReference(reference, tokens).id).toBe(id)
  })

  test('of nothing is refused', () => {
    expect(() => resolveReference('nope', tokens)).toThrow(TokenNotFound)
  })

  test('that fits two is refused with both ids', () => {
    expect(() => resolveReference('twin', tokens)).toThrow(TokenAmbiguous)
    expect(() => resolveReference('twin', tokens)).toThrow('3, 4')
  })

  test('to an ended token still finds it when it is the only one', () => {
    const ended = view([listed('5', 'old', { createdAt: inDays(-100) })])
    expect(resolveReference('old', ended)).toMatchObject({ id: '5', status: 'expired' })
  })

  test('is a label before it is the name of a token that was given another label here', () => {
    const both = view([listed('1', 'ci ~aaaaaaaaaa'), listed('2', 'ci')], [record('2', 'ci-web')])
    expect(resolveReference('ci', both).id).toBe('1')
    expect(resolveReference('ci-web', both).id).toBe('2')
    expect(resolveReference('ci', view([listed('2', 'ci')], [record('2', 'ci-web')])).id).toBe('2')
  })

  test('where all have ended is the newest, of one label', () => {
    const long = { createdAt: inDays(-100) }
    const ended = view(
      [
        listed('5', 'ci', long),
        listed('6', 'ci ~aaaaaaaaaa', long),
        listed('7', 'web', long),
        listed('8', 'web', long),
      ],
      [record('7', 'one'), record('8', 'two')],
    )
    expect(resolveReference('ci', ended)).toMatchObject({ id: '6', status: 'expired' })
    expect(() => resolveReference('web', ended)).toThrow(TokenAmbiguous)
  })

  test('is the predecessor that lives on in its grace period, where the successor is gone', () => {
    const graced = { graceEndsAt: inDays(1) }
    const left = view([listed('5', 'ci')], [record('5', 'ci', graced), record('6', 'ci')])
    expect(left.map(({ status }) => status)).toEqual(['rotating', 'missing'])
    expect(resolveReference('ci', left).id).toBe('5')
  })
})

test('ids compare as numbers where they are', () => {
  expect(['10', '9', '100'].sort(compareIds)).toEqual(['9', '10', '100'])
  expect(['b', 'a'].sort(compareIds)).toEqual(['a', 'b'])
  expect(['key_10', 'key_9', 'key_100'].sort(compareIds)).toEqual(['key_9', 'key_10', 'key_100'])
  expect(['k10', 'm9'].sort(compareIds)).toEqual(['k10', 'm9'])
  expect(compareIds('7', '7')).toBe(0)
})
