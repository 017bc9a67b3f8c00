import { describe, expect, test } from 'vitest'
import { Forbidden, RateLimited } from '../../src/domain/errors.ts'
import { printable } from '../../src/domain/printable.ts'
import { csvRecord } from '../../src/output/csv.ts'
import { errorLines } from '../../src/output/errors.ts'
import { chooseFormat } from '../../src/output/format.ts'
import { jsonText } from '../../src/output/json.ts'
import { isoTime, relativeAndDay, relativeTime } from '../../src/output/time.ts'

test.each([
  [['a', 'b'], 'a,b\r\n'],
  [['a,b', 'say "x"'], '"a,b","say ""x"""\r\n'],
  [['=1+1', '+1', '-1', '@x', '\tx'], "'=1+1,'+1,'-1,'@x,'\tx\r\n"],
  [['a\nb', ''], '"a\nb",\r\n'],
])('%j is the CSV record %j', (cells, text) => {
  expect(csvRecord(cells)).toBe(text)
})

test('JSON is one line in a pipe, indented for a person, and shows what would be invisible', () => {
  expect(jsonText({ a: 'x\u202ey\u200b' }, { terminal: false })).toBe('{"a":"x\\u202ey\\u200b"}\n')
  expect(jsonText({ a: 1 }, { terminal: true })).toBe('{\n  "a": 1\n}\n')
})

// Regressed: it had a list of its own, which lacked tag characters, fillers and all else that Unicode says may be ignored.
test('JSON shows all that any text for a terminal shows, and is read back the same', () => {
  const texts = [
    'tag \u{e0041}\u{e0042}',
    'filler \u3164\u115f\u2800',
    'joiner \u034f',
    'own \ue000',
    '❤️\n\t"',
  ]
  for (const terminal of [false, true]) {
    const json = jsonText(texts, { terminal })
    expect(printable(json.replaceAll('\n', ''))).toBe(json.replaceAll('\n', ''))
    expect(JSON.parse(json)).toEqual(texts)
  }
  expect(jsonText(texts[0], { terminal: false })).toBe('"tag \\udb40\\udc41\\udb40\\udc42"\n')
})

describe('time', () => {
  const now = new Date('2026-03-01T12:00:00Z')
  const at = (ms: number) => new Date(now.getTime() + ms)
  const hour = 3_600_000
  test.each([
    [0, 'just now'],
    [59_000, 'just now'],
    [-60_000, '1 minute ago'],
    [119 * 60_000, 'in 119 minutes'],
    [2 * hour, 'in 2 hours'],
    [-47 * hour, '47 hours ago'],
    [48 * hour, 'in 2 days'],
  ])('%i milliseconds from now is %s', (ms, text) => {
    expect(relativeTime(at(ms), now)).toBe(text)
  })

  test('is ISO in whole seconds for a pipe, relative with the day for a person', () => {
    expect([isoTime(now), isoTime(null)]).toEqual(['2026-03-01T12:00:00Z', ''])
    expect(relativeAndDay(at(48 * hour), now, 'never')).toContain('in 2 days (2026-03-03')
    expect(relativeAndDay(null, now, 'never')).toBe('never')
    const far = new Date('+102025-11-30T17:25:14Z')
    expect(relativeAndDay(far, now, 'never')).toMatch(/ \(\+102025-11-30\)$/)
  })
})

test('one form at a time: asked for, else by who looks', () => {
  expect(chooseFormat({}, { terminal: true })).toBe('table')
  expect(chooseFormat({}, { terminal: false })).toBe('tsv')
  expect(chooseFormat({ csv: true }, { terminal: true })).toBe('csv')
  expect(() => chooseFormat({ json: true, csv: true }, { terminal: true })).toThrow('--json and --csv')
})

describe('an error', () => {
  test('is a line and at most one hint, on one line each, with no token in it', () => {
    const value = `12|${'a1B2'.repeat(10)}`
    const error = new Forbidden(`no\n  ${value}\u001b[31m`, { hint: 'ask\nthem' })
    expect(errorLines(error, { json: false })).toBe('beatpass: no 12|***\\u{1b}[31m\nhint: ask them\n')
    expect(errorLines(new Forbidden('no'), { json: false })).toBe('beatpass: no\n')
  })

  test('is one line of JSON on request', () => {
    expect(JSON.parse(errorLines(new RateLimited('later'), { json: true }))).toEqual({
      error: { code: 'rate_limited', message: 'later', hint: null, retryable: true },
    })
  })

  test('that nobody foresaw is called a bug', () => {
    for (const thrown of [new TypeError('x is undefined'), 'a text'])
      expect(errorLines(thrown, { json: false })).toMatch(/^beatpass: unexpected: .*\nhint: this is a bug/)
    expect(JSON.parse(errorLines(new Error('x'), { json: true })).error.code).toBe('unexpected')
  })
})
