import { describe, expect, test } from 'vitest'
import { parseDestination } from '../../src/domain/destination.ts'
import { InvalidInput } from '../../src/domain/errors.ts'
import { addressFor, refuseOnePlaceForMany } from '../../src/domain/label-places.ts'

const placeOf = (text: string, label: string) => addressFor(parseDestination(text), label).text

describe('a place for each label', () => {
  test.each([
    ['file:secrets/{label}', 'ci-main', 'file:secrets/ci-main'],
    ['env:{label}/.env#TOKEN_{LABEL}', 'ci-main', 'env:ci-main/.env#TOKEN_CI_MAIN'],
    ['env:.env#{LABEL}', 'größe 2', 'env:.env#GR__E_2'],
    ['file:{label}', '$& $1', undefined],
    ['file:{label}', '../../etc/x', undefined],
    ['file:{label}', '.bashrc', undefined],
    ['env:{label}#X', 'a#b', undefined],
    ['file:{LABEL}', '../x', 'file:___X'],
    ['exec:awk "{label}" $' + '{LABEL}', 'ci-main', 'exec:awk "{label}" $' + '{LABEL}'],
    ['file:plain', 'ci-main', 'file:plain'],
  ])('%s for %s is %s', (text, label, expected) => {
    if (expected === undefined) expect(() => placeOf(text, label)).toThrow(InvalidInput)
    else expect(placeOf(text, label)).toBe(expected)
  })
})

describe('one place for many', () => {
  const refuse = (text: string, ...labels: string[]) =>
    refuseOnePlaceForMany([parseDestination(text)], labels)

  test.each(['file:x', 'env:.env#X', 'stdout:', 'exec:cat', 'github:a/b#C'])('%s is refused', text => {
    expect(() => refuse(text, 'one', 'two')).toThrow(`${text} cannot take the secrets of 2 tokens`)
    refuse(text, 'one')
  })

  test.each(['store:', 'keychain:', 'file:x/{label}', 'env:.env#{LABEL}'])('%s is not', text => {
    refuse(text, 'one', 'two')
  })

  test('labels that only differ in what {LABEL} drops share a place', () => {
    expect(() => refuse('env:.env#{LABEL}', 'a-b', 'a.b')).toThrow(InvalidInput)
  })
})
