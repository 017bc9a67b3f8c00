import { describe, expect, test } from 'vitest'
import { sanctumForm } from '../../src/sandbox/service/token-form.ts'
import { type Evidence, judge, type Look, type Moment } from './judge.ts'
import { leaksIn } from './scene.ts'

// Forged evidence: a rule that never fires would let everything pass.

const session = { id: '1', name: 'session', foreign: false }
const old = { id: '2', name: 'ci', foreign: false }
const made = { id: '3', name: 'ci ~abcdefghij', foreign: false }
const tagged = { id: '4', name: 'ci ~bbbbbbbbbb', foreign: false }
const strange = { id: '9', name: 'deploy ~cccccccccc', foreign: false }
const others = { id: '8', name: 'ci ~dddddddddd', foreign: true }
const strangers = [session, strange, others]

const look = (held: Look['held'], ...live: Look['live']): Look => ({ held, live: [...strangers, ...live] })

function moment(call: string, seen: Look, details: Partial<Moment['request']> = {}): Moment {
  const [method = '', path = ''] = call.split(' ')
  return { ...seen, request: { method, path, tokenId: '1', status: 200, at: '', ...details } }
}

const list = (seen: Look, tokenId = '1') => moment('GET /users/me', seen, { tokenId })
const create = (seen: Look, tokenName = made.name, status: number | null = 200, tokenId = '1') =>
  moment('POST /access-tokens', seen, { tokenName, status, tokenId })
const revoke = (id: string, seen: Look, tokenId = '3') =>
  moment(`DELETE /access-tokens/${id}`, seen, { tokenId })

const [start, both, mixed, delivered, done] = [
  look(['2', '2'], old),
  look(['2', '2'], old, made),
  look(['3', '2'], old, made),
  look(['3', '3'], old, made),
  look(['3', '3'], made),
]

function run(changes: Partial<Evidence> = {}): Evidence {
  return {
    ...{
      label: 'ci',
      adopted: '2',
      before: start,
      after: done,
      exitCode: 0,
      stdout: '',
      stderr: '',
      leaks: [],
    },
    moments: [list(start), create(start), list(both), list(mixed), revoke('2', delivered), list(done, '3')],
    ...changes,
  }
}

const broken: [rule: string, evidence: Evidence][] = [
  ['early-revoke', run({ moments: [list(start), create(start), revoke('2', mixed), list(done)] })],
  ['foreign-delete', run({ moments: [list(start), revoke('9', start), list(done)] })],
  ['foreign-delete', run({ moments: [list(start), revoke('8', start), list(done)] })],
  ['foreign-delete', run({ adopted: undefined })],
  ['unseen-delete', run({ moments: [create(start), revoke('2', delivered), list(done)] })],
  [
    'unseen-delete',
    run({
      moments: [list(start), create(start), revoke('4', look(['3', '3'], old, made, tagged)), list(done)],
    }),
  ],
  ['blind-retry', run({ moments: [create(start), create(both, 'ci ~zzzzzzzzzz'), list(done)] })],
  ['blind-retry', run({ moments: [create(start, made.name, null), list(both), create(both), list(done)] })],
  ['blind-retry', run({ moments: [create(start, 'deploy ~abcdefghij'), list(done)] })],
  ['blind-retry', run({ moments: [create(start, 'ci'), list(done)] })],
  ['leak', run({ leaks: ['a secret is in stdout'] })],
  ['lost-live', run({ after: look(['2', '3'], made) })],
  ['lost-live', run({ after: look([undefined, '3'], made) })],
  ['lost-live', run({ moments: [list(start), list(look(['2', '2'], made)), list(done)] })],
  ['too-many', run({ moments: [list(look(['2', '2'], old, made, tagged)), list(done)] })],
  ['untrue-exit', run({ exitCode: 0, after: delivered })],
  ['untrue-exit', run({ exitCode: 0, after: look(['3', 'other'], made) })],
  ['untrue-exit', run({ exitCode: 0, moments: [list(start), create(start), revoke('2', delivered)] })],
  ['untrue-exit', run({ exitCode: 8 })],
  ['untrue-exit', run({ exitCode: 6, after: both })],
  ['untrue-exit', run({ exitCode: 7, after: look(['2', 'other'], old) })],
  ['untrue-exit', run({ exitCode: 1, after: start })],
  ['untrue-words', run({ exitCode: 130, stderr: 'interrupted; nothing changed', after: both })],
]

describe('the judge', () => {
  test('finds nothing wrong with a good run, a rolled back one, a killed one, one in its grace period', () => {
    expect(judge(run())).toEqual([])
    expect(
      judge(run({ exitCode: 8, after: start, moments: [list(start), create(start), revoke('3', both)] })),
    ).toEqual([])
    expect(judge(run({ exitCode: undefined, after: mixed }))).toEqual([])
    expect(judge(run({ graced: 1, after: delivered }))).toEqual([])
    expect(judge(run({ exitCode: 9, after: delivered }))).toEqual([])
  })

  test.each(broken)('%s (%#)', (rule, evidence) => {
    expect(judge(evidence).map(fault => fault.split(':')[0])).toContain(rule)
  })

  test('a create that was refused for its rate may be sent again, and two runs may each create', () => {
    const refused = [list(start), create(start, made.name, 429), create(start), list(done)]
    expect(judge(run({ moments: refused }))).toEqual([])
    const rivals = [create(start), create(start, tagged.name, 200, '5'), list(done)]
    expect(judge(run({ moments: rivals, rivals: 2 }))).toEqual([])
  })

  test('a secret is told from other text by its checksum, wherever it stands', () => {
    const secret = sanctumForm.mint()
    expect(leaksIn({ stdout: `x${secret}y`, log: secret.slice(1), record: 'a'.repeat(60) })).toEqual([
      'a secret is in stdout',
    ])
  })
})
