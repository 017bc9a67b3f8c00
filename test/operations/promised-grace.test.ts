import { describe, expect, test } from 'vitest'
import { promisedGrace } from '../../src/operations/promised-grace.ts'
import { aListed, aRecord } from './records.ts'

const hour = 3_600_000
const begun = new Date('2026-03-01T12:00:00Z')
const at = (hours: number) => new Date(begun.getTime() + hours * hour)

describe('what an earlier run promised to the predecessor', () => {
  const inUse = aRecord('3', 'ci-main')
  const graced = aRecord('2', 'ci-main', { graceEndsAt: at(24) })
  const successor = aListed('3', 'ci-main ~aaaaaaaaaa', { createdAt: begun })
  const known = { records: [inUse, graced], list: { tokens: [successor], serverTime: null } }

  test('counts from when its successor was made', () => {
    expect(promisedGrace('rotate', 'ci-main', { ...known, now: at(20) })).toBe(24 * hour)
  })

  test('is over at its very end for a rotation, not for what ends it', () => {
    expect(promisedGrace('rotate', 'ci-main', { ...known, now: at(24) })).toBe(0)
    expect(promisedGrace('if-due', 'ci-main', { ...known, now: at(24) })).toBe(24 * hour)
  })

  test('is what is left of it where the successor is gone, whatever another label made since', () => {
    const others = ['1', '2'].map(id => aListed(id, 'ci-main', { createdAt: begun }))
    others.push(aListed('4', 'other', { createdAt: begun }))
    const list = { tokens: others, serverTime: null }
    expect(promisedGrace('finish', 'ci-main', { ...known, list, now: at(20) })).toBe(4 * hour)
    expect(promisedGrace('finish', 'ci-main', { ...known, list, now: at(25) })).toBe(0)
  })

  test('counts from the newest of several successors, in whichever order they are listed', () => {
    const newest = aListed('10', 'ci-main ~bbbbbbbbbb', { createdAt: at(1) })
    for (const tokens of [
      [successor, newest],
      [newest, successor],
    ]) {
      const list = { tokens, serverTime: null }
      expect(promisedGrace('finish', 'ci-main', { ...known, list, now: at(20) })).toBe(23 * hour)
    }
  })

  test('is nothing where it was promised to another label', () => {
    expect(promisedGrace('finish', 'other', { ...known, now: at(20) })).toBe(0)
  })
})
