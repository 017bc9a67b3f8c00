import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { printable } from '../../src/domain/printable.ts'
import type { Token } from '../../src/domain/token.ts'
import type { ShownPage } from '../../src/operations/held-list.ts'
import { csvRecord } from '../../src/output/csv.ts'
import { JsonArray, jsonText } from '../../src/output/json.ts'
import { isoMinutes, isoMoment, isoTime } from '../../src/output/time.ts'
import { listColumns, showTokens } from '../../src/output/token-list.ts'
import { MemoryTerminal } from '../fakes/memory-terminal.ts'
import { aToken, now } from './tokens.ts'

const many = (count: number, nameOf = (n: number) => `name ${n}`) =>
  Array.from({ length: count }, (_, at) => aToken(String(1000 + at), nameOf(at)))

function at(terminal: boolean, columns = 120): MemoryTerminal {
  const made = new MemoryTerminal()
  made.stdout = { terminal, colour: false, columns }
  return made
}

/** Pages of that many tokens, and how many were asked for. */
function inPages(tokens: ReturnType<typeof many>, size: number) {
  const asked = { pages: 0, left: false }
  async function* pages(): AsyncGenerator<ShownPage> {
    try {
      for (let from = 0; from === 0 || from < tokens.length; from += size) {
        asked.pages++
        yield { tokens: tokens.slice(from, from + size), now }
      }
    } finally {
      asked.left = true
    }
  }
  return { asked, pages: pages() }
}

async function shown(tokens: ReturnType<typeof many>, size: number, terminal = at(true)): Promise<string> {
  await showTokens(inPages(tokens, size).pages, terminal, { format: 'table', header: false })
  return terminal.printed
}

describe('JSON in pages', () => {
  test('is in the end the same text', () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('\u202e', '[', ']', new Date(0)))
    fc.assert(
      fc.property(
        fc.array(fc.array(value, { maxLength: 3 }), { maxLength: 5 }),
        fc.boolean(),
        (pages, terminal) => {
          const array = new JsonArray({ terminal })
          const text = pages.map(page => array.items(page)).join('') + array.end()
          expect(text).toBe(jsonText(pages.flat(), { terminal }))
        },
      ),
    )
  })
})

describe('tokens in a pipe', () => {
  const odd = fc.constantFrom(
    '"',
    '\\',
    '\u202e',
    '\u007f',
    '\n',
    '\t',
    ',',
    '=1',
    '\ud800',
    '日本',
    '\u{1f600}',
    ' ',
  )
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.array(odd, { maxLength: 3 }).map(it => it.join('')),
  )
  const time = fc.option(fc.date({ noInvalidDate: true }), { nil: null })
  const token = fc
    .record({
      id: fc.oneof(fc.nat().map(String), text),
      name: text,
      label: text,
      masked: text,
      status: fc.constantFrom('active' as const, 'missing' as const),
      createdAt: time,
      expiresAt: time,
      expirySource: fc.constantFrom('platform' as const, 'none' as const),
      lastUsedAt: time,
      environment: fc.option(text, { nil: null }),
      storedIn: fc.array(text, { maxLength: 2 }),
      more: fc.record({ description: text, replacedBy: text }, { requiredKeys: [] }),
      isTagged: fc.boolean(),
    })
    .map(({ more, isTagged, ...one }): Token => ({ ...one, label: isTagged ? one.label : one.name, ...more }))
  const printed = async (tokens: Token[], format: 'json' | 'ndjson' | 'csv' | 'tsv') => {
    const terminal = at(false)
    await showTokens(inPages(tokens, 2).pages, terminal, { format, header: false })
    return terminal.printed
  }

  test('as JSON are what JSON.stringify says of them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(token, { maxLength: 5 }), async tokens => {
        const line = (one: unknown) => jsonText(one, { terminal: false })
        expect(await printed(tokens, 'json')).toBe(line(tokens))
        expect(await printed(tokens, 'ndjson')).toBe(tokens.map(line).join(''))
      }),
      { numRuns: 1000 },
    )
  })

  test('as lines are their cells, made visible', async () => {
    const cells = (one: Token) => {
      const times = [one.expiresAt, one.createdAt, one.lastUsedAt].map(at => isoTime(at))
      const rest = [one.masked, one.storedIn.join(' '), one.name].map(printable)
      return [printable(one.id), printable(one.label), one.status, ...times, ...rest]
    }
    await fc.assert(
      fc.asyncProperty(fc.array(token, { minLength: 1, maxLength: 5 }), async tokens => {
        expect(await printed(tokens, 'tsv')).toBe(tokens.map(one => `${cells(one).join('\t')}\n`).join(''))
        const records = [listColumns, ...tokens.map(cells)].map(csvRecord).join('')
        expect(await printed(tokens, 'csv')).toBe(records)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('a reader that has gone', () => {
  test.each(['json', 'ndjson', 'csv', 'tsv'] as const)('%s: no more pages are asked for', async format => {
    const terminal = at(false)
    terminal.patience = 2
    const { asked, pages } = inPages(many(1000), 10)
    await showTokens(pages, terminal, { format, header: true })
    expect(asked).toEqual({ pages: 2, left: true })
    expect(terminal.printed).toContain('1019')
    expect(terminal.printed).not.toContain('1020')
  })
})

describe('a table', () => {
  const words = fc.constantFrom('a', 'deploy', 'é', '日本', '\u{1f600}', '"x', 'a b', '\u0007')
  test('of more than a screenful has the same lines as a small one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(words, { minLength: 50, maxLength: 50 }),
        fc.constantFrom(50, 70, 120),
        async (names, columns) => {
          const tokens = many(50, at => names[at] ?? '')
          const small = await shown(tokens, 50, at(true, columns))
          const large = await shown([...tokens, aToken('1050', 'a')], 51, at(true, columns))
          expect(large.split('\n').slice(0, 51)).toEqual(small.split('\n').slice(0, 51))
        },
      ),
      { numRuns: 30 },
    )
  })

  test('has columns as wide as the first page wants; what is wider later stands out whole', async () => {
    const tokens = many(300, at =>
      at === 299 ? 'a much longer name than any before' : `n ${'abcdefg'[at % 7]}`,
    )
    const lines = (await shown(tokens, 60)).trimEnd().split('\n')
    expect(lines).toHaveLength(301)
    const column = lines[0]?.indexOf('ID')
    for (const line of lines.slice(1, -1)) expect(line.indexOf('1')).toBe(column)
    expect(lines.at(-1)).toMatch(/^a much longer name than any before +1299 +active/)
  })

  test('where names are cut, those that come later are cut as well', async () => {
    const lines = (
      await shown(
        many(200, () => 'x'.repeat(100)),
        60,
        at(true, 60),
      )
    )
      .trimEnd()
      .split('\n')
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(60)
    expect(new Set(lines.slice(1).map(line => line.replace(/1\d{3}/g, ''))).size).toBe(1)
  })

  test('without tokens is a remark', async () => {
    const terminal = at(true)
    expect(await shown([], 10, terminal)).toBe('')
    expect(terminal.notes).toEqual(['no tokens'])
  })
})

test('times are what toISOString says, in whole seconds', () => {
  const minutes = isoMinutes()
  fc.assert(
    fc.property(fc.date({ min: new Date('-000001-01-01T00:00:00Z'), noInvalidDate: true }), date => {
      expect(isoTime(date)).toBe(`${date.toISOString().replace(/\.\d+Z$/, '')}Z`)
      expect(isoMoment(date)).toBe(date.toJSON())
      expect([isoTime(date, minutes), isoMoment(date, minutes)]).toEqual([isoTime(date), isoMoment(date)])
    }),
    { numRuns: 5000 },
  )
  for (let day = 0; day < 400 * 366; day += 1) {
    const date = new Date(day * 86_400_000)
    if (isoTime(date) !== `${date.toISOString().slice(0, 19)}Z`)
      expect(isoTime(date)).toBe(date.toISOString())
  }
})
