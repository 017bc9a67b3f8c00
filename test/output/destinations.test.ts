import { describe, expect, test } from 'vitest'
import { DestinationUnavailable, SomeFailed } from '../../src/domain/errors.ts'
import type { ProbedDestination } from '../../src/operations/probe-destinations.ts'
import { showKinds, showProbes } from '../../src/output/destinations.ts'
import type { DestinationFacts } from '../../src/ports/destination.ts'
import { MemoryTerminal } from '../fakes/memory-terminal.ts'

const kinds: DestinationFacts[] = [
  {
    scheme: 'file',
    form: 'file:PATH',
    about: 'a file of its own, with the value and a newline in it',
    needs: 'nothing',
    readsBack: true,
    writesConditionally: true,
  },
  {
    scheme: 'ci',
    form: 'ci:PROJECT#NAME',
    about: 'a secret of "CI"',
    needs: '`CI_TOKEN`, which may write secrets',
    readsBack: false,
    writesConditionally: false,
  },
]
const error = new DestinationUnavailable('no\u202esuch place', { hint: 'make it' })
const good: ProbedDestination = { to: 'file:a', reachable: true, readsBack: true, writesConditionally: true }
const bad: ProbedDestination = {
  to: 'ci:b#C',
  reachable: false,
  readsBack: false,
  writesConditionally: false,
  error,
}

function terminalOf(columns?: number): MemoryTerminal {
  const terminal = new MemoryTerminal()
  if (columns) terminal.stdout = { terminal: true, colour: false, columns }
  return terminal
}

async function kindsAs(
  format: 'json' | 'ndjson' | 'csv' | 'tsv' | 'table',
  columns?: number,
  header = false,
) {
  const terminal = terminalOf(columns)
  await showKinds(kinds, terminal, { format, header })
  return terminal.printed
}

describe('the kinds of destinations', () => {
  test('tab-separated, with a header where it is asked for', async () => {
    const lines =
      'file:PATH\tyes\tyes\ta file of its own, with the value and a newline in it\tnothing\n' +
      'ci:PROJECT#NAME\tno\tno\ta secret of "CI"\t`CI_TOKEN`, which may write secrets\n'
    expect(await kindsAs('tsv')).toBe(lines)
    expect(await kindsAs('tsv', undefined, true)).toBe(
      `destination\tread_back\tconditional\tabout\tneeds\n${lines}`,
    )
  })

  test('as JSON, an array or an object a line: the facts as they are', async () => {
    expect(JSON.parse(await kindsAs('json'))).toEqual(kinds)
    const lines = (await kindsAs('ndjson')).trimEnd().split('\n')
    expect(lines.map(line => JSON.parse(line))).toEqual(kinds)
    expect(Object.keys(JSON.parse(lines[0] ?? ''))).toEqual([
      ...['scheme', 'form', 'about', 'needs', 'readsBack', 'writesConditionally'],
    ])
  })

  test('as CSV', async () => {
    expect((await kindsAs('csv')).split('\r\n').slice(0, 3)).toEqual([
      'destination,read_back,conditional,about,needs',
      'file:PATH,yes,yes,"a file of its own, with the value and a newline in it",nothing',
      'ci:PROJECT#NAME,no,no,"a secret of ""CI""","`CI_TOKEN`, which may write secrets"',
    ])
  })

  test('as a table whose long texts take several lines, never wider than the terminal', async () => {
    expect(await kindsAs('table', 100)).toBe(
      [
        'DESTINATION      READ BACK  CONDITIONAL  THE SECRET GOES TO           NEEDS',
        'file:PATH        yes        yes          a file of its own, with the  nothing',
        '                                         value and a newline in it',
        'ci:PROJECT#NAME  no         no           a secret of "CI"             `CI_TOKEN`, which may write',
        '                                                                      secrets',
        '',
      ].join('\n'),
    )
    for (const columns of [80, 60, 50]) {
      const lines = (await kindsAs('table', columns)).split('\n')
      expect(lines.filter(line => line.length > columns)).toEqual([])
      expect(lines[0]).not.toContain('READ BACK')
    }
  })

  // Regressed: what was left for a text was one column, and each of its characters a line.
  test('in a terminal without room for a text as a table without it', async () => {
    expect((await kindsAs('table', 30)).split('\n').slice(0, 3)).toEqual([
      'DESTINATION      THE SECRET',
      '                 GOES TO',
      'file:PATH        a file of',
    ])
    expect(await kindsAs('table', 20)).toBe('DESTINATION\nfile:PATH\nci:PROJECT#NAME\n')
  })
})

describe('probes', () => {
  const shown = async (probed: ProbedDestination[], format: 'json' | 'tsv' | 'table', columns?: number) => {
    const terminal = terminalOf(columns)
    const thrown = await showProbes(probed, terminal, { format, header: true }).catch(
      (reason: unknown) => reason,
    )
    return { printed: terminal.printed, thrown }
  }

  test('tab-separated; one that cannot be reached is the error', async () => {
    expect(await shown([bad], 'tsv')).toEqual({
      printed:
        'to\treachable\tread_back\tconditional\terror\tmessage\n' +
        'ci:b#C\tno\tno\tno\tdestination_unavailable\tno\\u{202e}such place\n',
      thrown: error,
    })
  })

  test('as JSON: the error with its hint, and no error where there is none', async () => {
    const { printed, thrown } = await shown([good, bad], 'json')
    expect(JSON.parse(printed)).toEqual([
      { to: 'file:a', reachable: true, readsBack: true, writesConditionally: true },
      {
        to: 'ci:b#C',
        reachable: false,
        readsBack: false,
        writesConditionally: false,
        error: { code: 'destination_unavailable', message: 'no\u202esuch place', hint: 'make it' },
      },
    ])
    expect(thrown).toBeInstanceOf(SomeFailed)
    expect(thrown).toMatchObject({ exitCode: 11, hint: 'make it' })
  })

  test('all reachable is no error; a table for people', async () => {
    expect(await shown([good], 'table', 80)).toEqual({
      printed:
        'DESTINATION  REACHABLE  READ BACK  CONDITIONAL  ERROR  MESSAGE\n' +
        'file:a       yes        yes        yes\n',
      thrown: undefined,
    })
  })
})
