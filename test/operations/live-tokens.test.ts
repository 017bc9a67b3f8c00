import { describe, expect, test } from 'vitest'
import type { PlatformToken } from '../../src/domain/token.ts'
import { liveTokens } from '../../src/operations/live-tokens.ts'
import { aListed } from './records.ts'
import { worldInCi } from './world.ts'

const now = new Date('2026-03-01T12:00:00Z')
const tagged = 'ci-main ~abcdefghij'

function live(tokens: PlatformToken[], lifetimeDays: number | null = null) {
  const { platform } = worldInCi()
  platform.facts = { ...platform.facts, lifetimeDays }
  const by = { label: 'ci-main', adopted: new Set<string>(), nonces: [], made: new Map<string, string>() }
  return liveTokens(tokens, by, now, { platform })
}

describe('a listed token of the label counts as live', () => {
  test('with nothing known of its end, and no time of its creation', () => {
    expect(live([aListed('2', tagged)], 90)).toEqual([{ id: '2', nonce: 'abcdefghij', createdAt: null }])
  })

  test('until the very moment of the end that the platform tells', () => {
    const ending = (ms: number) => aListed('2', tagged, { expiresAt: new Date(now.getTime() + ms) })
    expect(live([ending(1)])).toHaveLength(1)
    expect(live([ending(0)])).toEqual([])
  })

  test('until the lifetime of the platform is over', () => {
    const made = (day: string) => aListed('2', tagged, { createdAt: new Date(`${day}T12:00:00Z`) })
    expect(live([made('2026-02-01')], 30)).toHaveLength(1)
    expect(live([made('2026-01-30')], 30)).toEqual([])
  })

  test('not when the platform lists it as revoked', () => {
    expect(live([aListed('2', tagged, { revoked: true })])).toEqual([])
  })

  test('not when its label only begins like it', () => {
    expect(live([aListed('2', 'ci-main-two ~abcdefghij')])).toEqual([])
  })
})
