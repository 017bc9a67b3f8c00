import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ListSplitter } from '../../../src/adapters/answers/list-splitter.ts'
import { PartTooLarge } from '../../../src/adapters/answers/part-too-large.ts'

const paths = [['user', 'tokens'], ['tokens']]
const limits = { item: 1000, rest: 2000 }

/** What comes of a document that is written in pieces of those lengths, the last of them again and again. */
function split(text: string | Uint8Array, lengths: readonly number[] = [7], within = limits) {
  const splitter = new ListSplitter(paths, within)
  const bytes = Buffer.from(text)
  const items: unknown[] = []
  for (let at = 0, piece = 0; at < bytes.length; piece++) {
    const length = lengths[Math.min(piece, lengths.length - 1)] ?? 1
    items.push(...splitter.write(bytes.subarray(at, at + length)))
    at += length
  }
  return { items, rest: splitter.end(), path: splitter.path }
}

/** The same from the whole document at once. */
function expected(text: string) {
  const whole = JSON.parse(text)
  for (const [holder, path] of [
    [whole?.user, paths[0]],
    [whole, paths[1]],
  ] as const) {
    const list = holder && Object.hasOwn(holder, 'tokens') ? holder.tokens : undefined
    if (!Array.isArray(list) || list.length === 0) continue
    holder.tokens = []
    return { items: list, rest: whole, path }
  }
  return { items: [], rest: whole, path: undefined }
}

const noise = fc.jsonValue({ maxDepth: 3 })
const text = fc.string({ unit: 'binary', maxLength: 12 })
const nasty = fc.constantFrom('}', ']', '[', '{', '"', '\\', '\\"', ',', ':', '},{', '\u{1f600}é', '\u2028')
const item = fc.oneof(
  noise,
  fc.record({ id: fc.nat(), name: fc.oneof(text, nasty), list: fc.array(noise, { maxLength: 2 }) }),
)
const list = fc.array(item, { maxLength: 12 })
/** A document of any shape with the list at one of the places, or at none; keys in any order. */
const document = fc
  .record({
    key: fc.constantFrom('user', 'tokens', 'other'),
    list,
    around: fc.array(fc.tuple(fc.oneof(text, nasty), noise), { maxLength: 4 }),
    within: fc.array(fc.tuple(fc.oneof(text, nasty), noise), { maxLength: 4 }),
    order: fc.nat(8),
    indent: fc.constantFrom(undefined, 1, '\t', '\r\n '),
  })
  .map(({ key, list, around, within, order, indent }) => {
    const inner = key === 'tokens' ? list : placed(within, 'tokens', list, order)
    return JSON.stringify(placed(around, key, inner, order), null, indent)
  })

function placed(pairs: [string, unknown][], key: string, value: unknown, order: number) {
  const others = pairs.filter(([name]) => !['tokens', 'user', key].includes(name))
  others.splice(Math.min(order, others.length), 0, [key, value])
  return Object.fromEntries(others)
}
const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 })

describe('a document in pieces', () => {
  test('comes apart as JSON.parse reads it, wherever it is cut', () => {
    fc.assert(
      fc.property(document, lengths, (text, lengths) => {
        expect(split(text, lengths, { item: 1e6, rest: 1e6 })).toEqual(expected(text))
      }),
      { numRuns: 2000 },
    )
  })

  test('is refused where JSON.parse refuses it, and nowhere else', () => {
    const damage = fc.tuple(
      fc.nat(),
      fc.constantFrom('', ',', '"', '[', ']', '{', '}', ':', '\\', 'x', ' '),
      fc.nat(2),
    )
    let refused = 0
    fc.assert(
      fc.property(document, damage, lengths, (text, [at, put, less], lengths) => {
        const from = at % text.length
        const damaged = `${text.slice(0, from)}${put}${text.slice(from + less)}`
        const parse = () => JSON.parse(damaged)
        const all = () => split(damaged, lengths, { item: 1e6, rest: 1e6 })
        if (isJson(damaged)) return void all()
        refused++
        expect(parse).toThrow(SyntaxError)
        expect(all).toThrow(SyntaxError)
      }),
      { numRuns: 3000 },
    )
    expect(refused).toBeGreaterThan(500)
  })

  test.each([
    '{"tokens":[1,,2]}',
    '{"tokens":[1,]}',
    '{"tokens":[,1]}',
    '{"tokens":[,]}',
    '{"tokens":[1 2]}',
    '{"tokens":[1}',
    '{"tokens":[{]}',
    '{"tokens":[1]]}',
    '{"tokens":[1],}',
    '{"tokens" [1]}',
    '{"tokens":[1]} {}',
    '{"tokens":["a',
    '',
  ])('%s is no JSON, in pieces of any length', text => {
    expect(isJson(text)).toBe(false)
    for (const length of [1, 2, 3, 5, 100]) expect(() => split(text, [length])).toThrow(SyntaxError)
  })
})

describe('which list is taken', () => {
  test.each([
    ['keys in escapes', '{"us\\u0065r":{"tok\\u0065ns":[1]}}', [1], { user: { tokens: [] } }],
    [
      'the first that has an item',
      '{"tokens":[],"user":{"tokens":[1]}}',
      [1],
      { tokens: [], user: { tokens: [] } },
    ],
    ['one of two', '{"user":{"tokens":[1]},"tokens":[2]}', [1], { user: { tokens: [] }, tokens: [2] }],
    ['none deeper', '{"a":{"user":{"tokens":[1]}}}', [], { a: { user: { tokens: [1] } } }],
    ['none in a list', '[{"tokens":[1]}]', [], [{ tokens: [1] }]],
    ['none at a key with a dot', '{"user.tokens":[1]}', [], { 'user.tokens': [1] }],
    ['no text that looks like one', '{"x":"\\"tokens\\":[1]"}', [], { x: '"tokens":[1]' }],
    ['no list, no object', ' 7 ', [], 7],
  ])('%s', (_, text, items, rest) => {
    expect(split(text)).toMatchObject({ items, rest })
  })
})

describe('what is held', () => {
  test('an item and the rest have their limits, the list has none', () => {
    const items = (length: number) => JSON.stringify({ tokens: Array(500).fill('x'.repeat(length)) })
    expect(split(items(900), [64]).items).toHaveLength(500)
    expect(() => split(items(2000), [64])).toThrow(PartTooLarge)
    expect(() => split(JSON.stringify({ a: 'x'.repeat(2000) }), [64])).toThrow(PartTooLarge)
    expect(() => split('['.repeat(3000), [64])).toThrow(PartTooLarge)
  })

  test('items are given as soon as they are complete', () => {
    const splitter = new ListSplitter(paths, limits)
    const given = ['{"tokens":[1,', '2', ',{"a":[', '3]},', '4]', '}'].map(text =>
      splitter.write(Buffer.from(text)),
    )
    expect(given).toEqual([[1], [], [2], [{ a: [3] }], [4], []])
  })
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
