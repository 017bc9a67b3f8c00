import { expect, test } from 'vitest'
import { HeldTexts } from '../../src/domain/held-texts.ts'
import { HeldTokens } from '../../src/domain/held-tokens.ts'

test('texts come back whole over the edges of blocks, and beyond the first thousand', () => {
  const held = new HeldTexts()
  const texts = Array.from({ length: 3000 }, (_, at) => `${at}${'\u{1f600}'.repeat(at % 50)}`)
  for (const text of texts) held.add(text)
  expect(texts.map((_, at) => held.at(at))).toEqual(texts)
})

test('where nothing is held there is an empty text', () => {
  const held = new HeldTexts()
  held.add('one')
  expect([held.at(0), held.at(1), held.at(5000)]).toEqual(['one', '', ''])
})

test('a token that is not held has no times and no number', () => {
  const held = new HeldTokens()
  expect([held.timeAt(0, 'createdAt'), held.numberAt(3)]).toEqual([Number.NaN, Number.NaN])
})
