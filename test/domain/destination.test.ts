import { describe, expect, test } from 'vitest'
import { asTyped, isAmong, parseDestination, pinned, placeInWords } from '../../src/domain/destination.ts'

const command = 'exec:cat > token.txt'

describe('a place that is remembered with its folder', () => {
  test('is the same address, in that folder', () => {
    expect(parseDestination(pinned(command, '/a'))).toEqual({ ...parseDestination(command), folder: '/a' })
    expect(parseDestination(command)).not.toHaveProperty('folder')
  })

  test('is shown as it was typed, once', () => {
    expect(asTyped(['store:', pinned(command, '/a'), pinned(command, '/b')])).toEqual(['store:', command])
  })

  test('is told apart in words', () => {
    expect(['file:/x', pinned(command, '/a')].map(placeInWords)).toEqual(['file:/x', `${command} in /a`])
  })

  test('is not the one of another folder, and is what was remembered without any', () => {
    const places = ['store:', pinned(command, '/a')]
    const asked = ['store:', pinned(command, '/a'), pinned(command, '/b'), command, 'exec:cat', 'keychain:']
    expect(asked.map(place => isAmong(place, places))).toEqual([true, true, false, true, false, false])
  })
})
