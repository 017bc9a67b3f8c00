import { expect, test } from 'vitest'
import type { Call } from '../../../src/adapters/platforms/call.ts'
import { exchange } from '../../../src/adapters/platforms/exchange.ts'
import { RetryBudget } from '../../../src/adapters/transports/retries.ts'
import type * as errors from '../../../src/domain/errors.ts'
import type { HttpRequest } from '../../../src/ports/transport.ts'
import { FixedRandom } from '../../fakes/fixed-random.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { type Scripted, ScriptedTransport } from '../../fakes/scripted-transport.ts'

const calls = {
  read: { kind: 'read' },
  revoke: { kind: 'revoke', id: '7' },
  create: { kind: 'create', name: 'ci ~abc' },
  'sign-in': { kind: 'sign-in', name: 'beatpass cli', otp: false },
} satisfies Record<string, Call>

const request: HttpRequest = { method: 'GET', url: 'https://x.test/', headers: {}, maxBytes: 9, body: 'same' }
const ok = { status: 200 }
const notSent: Scripted = ['not-sent', 'refused']
const cut: Scripted = ['maybe-sent', 'reset']

/** Runs one call through the script: its status or the name of its error, and the waits between the tries. */
async function run(
  kind: keyof typeof calls,
  script: Scripted[],
  { fraction = 0.5, budget = new RetryBudget() } = {},
) {
  const clock = new ManualClock('2026-03-01T12:00:00Z')
  const transport = new ScriptedTransport(script)
  const caller = { transport, clock, random: new FixedRandom(fraction), budget }
  const result = await exchange(calls[kind], request, caller).then(
    response => ({ status: response.status, error: undefined }),
    (error: errors.BeatpassError) => ({ status: undefined, error }),
  )
  transport.expectUsedUp()
  for (const sent of transport.requests) expect(sent).toEqual(request)
  return { result: result.status ?? result.error?.code, error: result.error, waits: clock.slept }
}

test.each<[kind: keyof typeof calls, script: Scripted[], result: number | string]>([
  ['read', [ok], 200],
  ['read', [{ status: 404 }], 404],
  ['read', [notSent, ok], 200],
  ['read', [cut, ok], 200],
  ['read', [{ status: 429 }, ok], 200],
  ['read', [{ status: 500 }, { status: 503 }, ok], 200],
  ['read', [cut, cut, cut, cut], 'platform_unavailable'],
  ['read', [{ status: 502 }, { status: 502 }, { status: 502 }, { status: 502 }], 502],
  ['read', [{ status: 429 }, { status: 429 }, { status: 429 }, { status: 429 }], 'rate_limited'],
  ['read', [['maybe-sent', 'too-large']], 'answer_not_understood'],
  ['read', [['maybe-sent', 'malformed']], 'answer_not_understood'],
  ['read', [['not-sent', 'tls']], 'platform_unavailable'],
  ['read', [['not-sent', 'proxy']], 'platform_unavailable'],
  ['revoke', [notSent, { status: 429 }, ok], 200],
  ['revoke', [notSent, notSent, notSent, notSent], 'platform_unavailable'],
  ['revoke', [{ status: 500 }], 'outcome_unknown'],
  ['revoke', [cut], 'outcome_unknown'],
  ['revoke', [notSent, ['maybe-sent', 'timeout']], 'outcome_unknown'],
  ['create', [notSent, { status: 429 }, ok], 200],
  ['create', [notSent, notSent, notSent, notSent], 'platform_unavailable'],
  ['create', [{ status: 503 }], 'outcome_unknown'],
  ['create', [{ status: 408 }], 'outcome_unknown'],
  ['create', [cut], 'outcome_unknown'],
  ['create', [{ status: 429 }, cut], 'outcome_unknown'],
  ['create', [['maybe-sent', 'too-large']], 'outcome_unknown'],
  ['create', [['maybe-sent', 'malformed']], 'outcome_unknown'],
  ['create', [{ status: 422 }], 422],
  ['sign-in', [ok], 200],
  ['sign-in', [notSent], 'platform_unavailable'],
  ['sign-in', [{ status: 429, headers: { 'retry-after': '1' } }], 'rate_limited'],
  ['sign-in', [{ status: 500 }], 'outcome_unknown'],
  ['sign-in', [cut], 'outcome_unknown'],
])('%s: %j is %s', async (kind, script, expected) => {
  const { result, waits } = await run(kind, script)
  expect(result).toBe(expected)
  expect(waits).toHaveLength(script.length - 1)
})

test.each<[Scripted, boolean]>([
  [['maybe-sent', 'timeout'], true],
  [{ status: 504 }, true],
  [{ status: 500 }, false],
  [cut, false],
])('of %j it may come late what was asked for: %s', async (answer, mayComeLate) => {
  expect((await run('create', [answer])).error).toMatchObject({ mayComeLate })
})

test('waits are random between nothing and a doubling limit', async () => {
  const four = [cut, cut, cut, ok]
  expect((await run('read', four, { fraction: 0 })).waits).toEqual([0, 0, 0])
  expect((await run('read', four, { fraction: 0.5 })).waits).toEqual([250, 500, 1000])
  expect((await run('read', four, { fraction: 0.999 })).waits).toEqual([500, 999, 1998])
})

test('what the platform asks for is waited, up to a minute', async () => {
  const limited = (seconds: string) => ({ status: 429, headers: { 'retry-after': seconds } })
  expect((await run('create', [limited('2'), limited('60'), ok])).waits).toEqual([2000, 60_000])
  const tooLong = await run('create', [limited('61')])
  expect(tooLong.result).toBe('rate_limited')
  expect(tooLong.error?.message).toBe(
    'too many requests: the platform takes no more before 2026-03-01T12:01:01Z',
  )
  expect(tooLong.error).toMatchObject({ exitCode: 6, retryable: true })
})

test('a 5xx that asks for a wait gets it, one that asks for too much is the end', async () => {
  const down = (seconds: string) => ({ status: 503, headers: { 'retry-after': seconds } })
  expect(await run('read', [down('5'), ok])).toMatchObject({ result: 200, waits: [5000] })
  expect(await run('read', [down('3600')])).toMatchObject({ result: 503, waits: [] })
})

test('a sign-in that is refused for its rate says when, told or not', async () => {
  const told = await run('sign-in', [{ status: 429, headers: { 'retry-after': '30' } }])
  expect(told.error?.message).toMatch(/before 2026-03-01T12:00:30Z$/)
  const untold = await run('sign-in', [{ status: 429 }])
  expect(untold.error?.message).toMatch(/before 2026-03-01T12:01:00Z$/)
})

test('ten retries are all that a run has', async () => {
  const budget = new RetryBudget(10)
  for (let call = 0; call < 3; call++) await run('read', [cut, cut, cut, ok], { budget })
  expect((await run('read', [cut, ok], { budget })).result).toBe(200)
  expect((await run('read', [cut], { budget })).result).toBe('platform_unavailable')
  expect((await run('create', [{ status: 429 }], { budget })).result).toBe('rate_limited')
  expect((await run('read', [ok], { budget })).result).toBe(200)
})

test('what is left in doubt is named', async () => {
  expect((await run('create', [cut])).error?.message).toBe(
    "it is unknown whether a token 'ci ~abc' was created: host: reset",
  )
  expect((await run('revoke', [{ status: 500 }])).error?.message).toBe(
    'it is unknown whether token 7 was revoked: the platform answered 500',
  )
  const signIn = await run('sign-in', [cut])
  expect(signIn.error?.message).toBe('it is unknown whether the sign-in succeeded: host: reset')
  expect(signIn.error?.hint).toContain("a token named 'beatpass cli' may be left")
})
