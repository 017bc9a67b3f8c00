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

  const refuseAll = (texts: string[], ...labels: string[]) =>
    refuseOnePlaceForMany(texts.map(parseDestination), labels)

  // 'api' by the second address and 'api-token' by the first were both API_TOKEN, and one overwrote the other.
  test.each([
    [['env:.env#{LABEL}', 'env:.env#{LABEL}_TOKEN'], 'env:.env#API_TOKEN'],
    [['env:.env#{LABEL}_TOKEN', 'store:', 'env:.env#{LABEL}'], 'env:.env#API_TOKEN'],
    [['file:{label}', 'file:{label}-token'], 'file:api-token'],
  ])('%j give two labels one place', (texts, place) => {
    expect(() => refuseAll(texts, 'other', 'api', 'api-token')).toThrow(
      `${place} cannot take the secrets of 2 tokens`,
    )
    refuseAll(texts, 'other', 'api')
  })

  // Regressed: './.env' passed for another file than '.env', and one secret overwrote the other.
  test('two spellings are one place, told as it was spelled first', () => {
    const placeOf = ({ text }: { text: string }) => text.replace('./', '')
    const texts = ['env:.env#{LABEL}', 'env:./.env#{LABEL}', 'env:./.env#{LABEL}_TOKEN'].map(parseDestination)
    expect(() => refuseOnePlaceForMany(texts, ['api', 'api-token'], placeOf)).toThrow(
      'env:./.env#API_TOKEN cannot take the secrets of 2 tokens',
    )
    refuseOnePlaceForMany(texts, ['api', 'worker'], placeOf)
  })

  test('a place named twice for one label is its own', () => {
    refuseAll(['file:{label}', 'file:{label}', 'store:', 'store:'], 'one', 'two')
    refuseAll(['env:.env#{LABEL}_X', 'file:{label}', 'env:.env#{LABEL}_X'], 'one', 'two')
  })
})
