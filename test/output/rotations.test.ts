import { describe, expect, test } from 'vitest'
import { Busy, Cancelled, SomeFailed, TokenNotFound } from '../../src/domain/errors.ts'
import type { Token } from '../../src/domain/token.ts'
import type { Rotation } from '../../src/operations/rotation.ts'
import { throwFailures } from '../../src/output/outcomes.ts'
import { showRotations } from '../../src/output/rotations.ts'
import { MemoryTerminal } from '../fakes/memory-terminal.ts'

const token = (id: string) => ({ id, label: 'ci-main', name: 'ci-main' }) as Token
const rotation = (more: Partial<Rotation> = {}): Rotation => ({
  label: 'ci-main',
  outcome: 'rotated',
  predecessor: token('1'),
  successor: token('2'),
  predecessorEndsAt: null,
  destinations: [],
  verified: true,
  warnings: [],
  steps: [],
  ...more,
})

function shown(rotations: Rotation[], { person = false, ...options } = {}): MemoryTerminal {
  const terminal = new MemoryTerminal()
  terminal.stdout = { ...terminal.stdout, terminal: person }
  showRotations(rotations, terminal, options)
  return terminal
}

describe('rotations', () => {
  const until = new Date('2026-03-02T12:00:00Z')
  test.each([
    [{}, 'ci-main: token 2 is in place; token 1 is revoked\n'],
    [
      { predecessorEndsAt: until },
      'ci-main: token 2 is in place; token 1 works until 2026-03-02T12:00:00Z\n',
    ],
    [{ predecessor: null }, 'ci-main: token 2 is in place\n'],
    [
      { predecessor: { ...token('1'), status: 'missing' } },
      'ci-main: token 2 is in place; token 1 is gone\n',
    ],
    [{ outcome: 'finished' }, 'ci-main: what was left over is revoked\n'],
    [{ outcome: 'nothing-due' }, 'ci-main: nothing to do\n'],
    [{ outcome: 'planned', successor: null }, 'ci-main: would replace token 1\n'],
    [{ outcome: 'planned' }, 'ci-main: would revoke token 1, and keep token 2\n'],
    [{ outcome: 'busy', label: 'a\u202eb' }, 'a\\u{202e}b: busy\n'],
  ] as [Partial<Rotation>, string][])('%j is told to a person as %j', (more, text) => {
    expect(shown([rotation(more)], { person: true }).printed).toBe(text)
  })

  test('are fields in a pipe and objects as JSON', () => {
    const both = [rotation(), rotation({ label: 'a\tb', successor: null, predecessorEndsAt: until })]
    expect(shown(both).printed).toBe(
      'ci-main\trotated\t1\t2\t\na\\u{9}b\trotated\t1\t\t2026-03-02T12:00:00Z\n',
    )
    expect(JSON.parse(shown([rotation()], { json: true } as object).printed)).toMatchObject([
      { label: 'ci-main', outcome: 'rotated', successor: { id: '2' }, verified: true },
    ])
  })

  test('as JSON too tell commands with the options that named the profile', () => {
    const terminal = new MemoryTerminal()
    terminal.profiling = '--profile work '
    const warnings = ["beatpass tokens rotate 'ci-main' mends it"]
    showRotations([rotation({ warnings })], terminal, { json: true })
    expect(JSON.parse(terminal.printed)[0].warnings).toEqual([
      "beatpass --profile work tokens rotate 'ci-main' mends it",
    ])
  })

  test('that failed are told and then thrown; none at all is a remark', () => {
    const error = new Busy('somebody else is at it')
    const terminal = new MemoryTerminal()
    expect(() => showRotations([rotation({ outcome: 'busy', error })], terminal, { json: true })).toThrow(
      error,
    )
    expect(JSON.parse(terminal.printed)[0].error).toEqual({
      code: 'busy',
      message: 'somebody else is at it',
      hint: null,
    })
    const repeated = `1|${'x'.repeat(40)}`
    const odd = new Busy(`somebody said ${repeated}`, { hint: `try ${repeated}` })
    const other = new MemoryTerminal()
    expect(() => showRotations([rotation({ outcome: 'busy', error: odd })], other, { json: true })).toThrow()
    expect(other.printed).not.toContain(repeated)
    expect(shown([]).notes).toEqual(['nothing to finish'])
    expect(shown([rotation({ warnings: ['look'] })]).notes).toEqual(['warning: look'])
  })
})

describe('what several items come to', () => {
  const notFound = new TokenNotFound('no such token', { hint: 'list them' })
  const busy = new Busy('somebody else is at it')

  test('is nothing, the one error, or exit 11', () => {
    expect(() => throwFailures([], 3, 'tokens')).not.toThrow()
    expect(() => throwFailures([notFound], 1, 'tokens')).toThrow(notFound)
    const thrown = () => throwFailures([notFound, notFound], 3, 'tokens')
    expect(thrown).toThrow(SomeFailed)
    expect(thrown).toThrow('2 of 3 tokens failed: no such token')
  })

  test('is an interruption where one of them was interrupted', () => {
    const interrupted = new Cancelled('stopped')
    expect(() => throwFailures([notFound, interrupted], 3, 'tokens')).toThrow(interrupted)
  })

  test.each([
    ['all busy', [busy, busy], 2, false, true],
    ['one of them busy, the other created: its name is taken now', [busy], 2, false, false],
    ['one of them busy, the other rotated: it is rotated once more', [busy], 2, true, true],
    ['one of them not found', [busy, notFound], 2, true, false],
  ])('%s: whether the same command may succeed', (_, errors, items, repeats, retryable) => {
    const thrown = () => throwFailures(errors, items, 'tokens', { repeats })
    expect(thrown).toThrow(expect.objectContaining({ exitCode: 11, retryable }))
  })
})
