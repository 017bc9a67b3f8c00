import { describe, expect, test } from 'vitest'
import { PacedTransport } from '../../../src/adapters/transports/paced.ts'
import { RetryBudget, sendWithRetries } from '../../../src/adapters/transports/retries.ts'
import { inLanes } from '../../../src/operations/lanes.ts'
import type { HttpRequest, HttpResponse } from '../../../src/ports/transport.ts'
import { FixedRandom } from '../../fakes/fixed-random.ts'
import { type LimitedOptions, LimitedTransport } from '../../fakes/limited-transport.ts'
import { ScriptedTransport } from '../../fakes/scripted-transport.ts'
import { VirtualClock } from '../../fakes/virtual-clock.ts'

const request: HttpRequest = {
  method: 'GET',
  url: 'https://x.test/',
  headers: { Authorization: 'Bearer x' },
  maxBytes: 99,
}
const never = { requested: false }
const minute = 60_000

/** So many requests in sixteen lanes: the seconds it took, and how many were refused. */
async function sendMany(
  count: number,
  options: LimitedOptions = {},
  others: (limited: LimitedTransport) => void = () => undefined,
) {
  const clock = new VirtualClock()
  const limited = new LimitedTransport(clock, options)
  const transport = new PacedTransport(limited, clock, never)
  others(limited)
  const caller = { transport, clock, random: new FixedRandom(0.5), budget: new RetryBudget() }
  const began = clock.now().getTime()
  const answers = await clock.run(async () => {
    await transport.send(request)
    return await inLanes(
      Array.from({ length: count - 1 }, (_, at) => at),
      () => sendWithRetries('not-sent', request, caller),
    )
  })
  const failed = answers.filter(answer => 'failure' in answer || answer.response.status !== 200).length
  const refused = limited.statuses.filter(status => status === 429).length
  return { failed, refused, sent: limited.statuses.length, took: clock.now().getTime() - began }
}

describe('a thousand requests at 300 a minute', () => {
  test.each(['stock', 'reset'] as const)(
    '%s headers: no refusal, in the least number of windows',
    async headers => {
      const { failed, refused, sent, took } = await sendMany(1_000, { headers })
      expect({ failed, refused, sent }).toEqual({ failed: 0, refused: 0, sent: 1_000 })
      expect(took).toBeGreaterThan(3 * minute)
      expect(took).toBeLessThan(3 * minute + 6_000)
    },
  )

  test('answers that overtake one another change nothing', async () => {
    const travel = (number: number) => 5 + ((number * 7919) % 97)
    const { failed, refused, took } = await sendMany(1_000, { travel })
    expect({ failed, refused }).toEqual({ failed: 0, refused: 0 })
    expect(took).toBeLessThan(3 * minute + 8_000)
  })

  test('what another client has used is seen in the first answer', async () => {
    const use = ({ limiter }: LimitedTransport) => {
      for (let used = 0; used < 250; used++) limiter('user')
    }
    const { failed, refused, took } = await sendMany(300, {}, use)
    expect({ failed, refused }).toEqual({ failed: 0, refused: 0 })
    expect(took).toBeLessThan(minute + 2_000)
  })

  test('a platform that tells nothing refuses once a window, and all get through', async () => {
    const { failed, refused, took } = await sendMany(1_000, { headers: 'none' })
    expect(failed).toBe(0)
    expect(refused).toBeGreaterThan(0)
    expect(refused).toBeLessThanOrEqual(3 * 16)
    expect(took).toBeLessThan(3 * minute + 8_000)
  })
})

test('without limits nothing waits', async () => {
  const { took } = await sendMany(1_000, { limit: 1_000_000 })
  expect(took).toBeLessThan(2 * 10 * 70)
})

test('a window that began before ours and ends early is noticed', async () => {
  const clock = new VirtualClock()
  const limited = new LimitedTransport(clock)
  for (let used = 0; used < 290; used++) limited.limiter('user')
  const transport = new PacedTransport(limited, clock, never)
  await clock.run(async () => {
    await clock.sleep(59_000)
    for (let sent = 0; sent < 9; sent++) await transport.send(request)
    await clock.sleep(1_000)
    const began = clock.now().getTime()
    for (let sent = 0; sent < 290; sent++) await transport.send(request)
    expect(clock.now().getTime() - began).toBe(290 * 20)
  })
  expect(limited.statuses).not.toContain(429)
})

const clockAt = () => new VirtualClock('2026-03-01T12:00:00Z')
const date = 'Sun, 01 Mar 2026 12:00:00 GMT'
const told = (
  remaining: number,
  resetsIn: number,
  limit = 300,
): Partial<HttpResponse> & { status: number } => ({
  status: 200,
  headers: {
    date,
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(Date.parse(date) / 1000 + resetsIn),
  },
})

test('a window that ends far away is told as the refusal it would be, and nothing is sent', async () => {
  const clock = clockAt()
  const inner = new ScriptedTransport([told(0, 3_600)])
  const transport = new PacedTransport(inner, clock, never)
  await transport.send(request)
  expect(await transport.send(request)).toEqual({ status: 429, headers: { 'retry-after': '3602' }, body: '' })
  expect(await transport.open(request)).toMatchObject({ status: 429, headers: { 'retry-after': '3602' } })
  inner.expectUsedUp()
})

test('a call with a limit of its own does not hold the others', async () => {
  const clock = clockAt()
  const inner = new ScriptedTransport([told(299, 60), told(0, 60, 6), told(298, 60), told(5, 60, 6)])
  const transport = new PacedTransport(inner, clock, never)
  await transport.send(request)
  await transport.send({ ...request, method: 'POST' })
  await transport.send(request)
  expect(clock.now().toISOString()).toBe('2026-03-01T12:00:00.000Z')
  await clock.run(() => transport.send({ ...request, method: 'POST' }))
  expect(clock.now().toISOString()).toBe('2026-03-01T12:01:01.100Z')
  inner.expectUsedUp()
})

test('a large answer counts as well', async () => {
  const clock = clockAt()
  const inner = new ScriptedTransport([told(0, 30), told(299, 60)])
  const transport = new PacedTransport(inner, clock, never)
  await transport.open(request)
  await clock.run(() => transport.open(request))
  expect(clock.now().toISOString()).toBe('2026-03-01T12:00:31.100Z')
})

test('what a dead credential is told is of another limit, and no new window', async () => {
  const clock = clockAt()
  const inner = new ScriptedTransport([
    told(1, 30),
    { ...told(290, 60), status: 401 },
    told(0, 30),
    told(299, 60),
  ])
  const transport = new PacedTransport(inner, clock, never)
  for (let sent = 0; sent < 2; sent++) await transport.send(request)
  await clock.run(() => Promise.all([transport.send(request), transport.send(request)]))
  expect(clock.now().toISOString()).toBe('2026-03-01T12:00:31.100Z')
  inner.expectUsedUp()
})

test('a sign-in is neither held nor counted', async () => {
  const inner = new ScriptedTransport([told(0, 60), told(4, 60, 5)])
  const transport = new PacedTransport(inner, clockAt(), never)
  await transport.send(request)
  await transport.send({ ...request, method: 'POST', headers: {} })
  inner.expectUsedUp()
})

test('a signal ends the waiting: nothing was sent', async () => {
  const clock = clockAt()
  const interruption = { requested: false }
  const inner = new ScriptedTransport([told(0, 60)])
  const transport = new PacedTransport(inner, clock, interruption)
  await transport.send(request)
  const caller = { transport, clock, random: new FixedRandom(0.5), budget: new RetryBudget() }
  const outcome = await clock.run(async () => {
    const waiting = sendWithRetries('any', request, caller)
    await clock.sleep(1_200)
    interruption.requested = true
    return await waiting
  })
  expect(outcome).toMatchObject({ failure: { reach: 'not-sent', reason: 'interrupted' } })
  expect(clock.now().getTime() - Date.parse(date)).toBeLessThan(2_000)
  inner.expectUsedUp()
})

test('a refusal that does not say for how long holds nobody', async () => {
  const clock = clockAt()
  const refused = { status: 429, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-limit': '300' } }
  const inner = new ScriptedTransport([told(9, 60), refused, told(8, 60)])
  const transport = new PacedTransport(inner, clock, never)
  const statuses = []
  for (let sent = 0; sent < 3; sent++) statuses.push((await transport.send(request)).status)
  expect(statuses).toEqual([200, 429, 200])
  expect(clock.now().toISOString()).toBe('2026-03-01T12:00:00.000Z')
})

test('a limit of nothing holds nobody for ever', async () => {
  const clock = clockAt()
  const inner = new ScriptedTransport([told(0, 60, 0), told(0, 60, 0), told(0, 60, 0)])
  const transport = new PacedTransport(inner, clock, never)
  await clock.run(async () => {
    for (let sent = 0; sent < 3; sent++) await transport.send(request)
  })
  inner.expectUsedUp()
})

test('headers that are no numbers are no news', async () => {
  const odd = { status: 200, headers: { 'x-ratelimit-remaining': 'none', 'x-ratelimit-limit': '-1' } }
  const inner = new ScriptedTransport([odd, odd, { status: 200, headers: { 'x-ratelimit-reset': '1' } }])
  const transport = new PacedTransport(inner, clockAt(), never)
  for (let sent = 0; sent < 3; sent++) expect((await transport.send(request)).status).toBe(200)
})
