import { expect, test } from 'vitest'
import { beatpassFacts } from '../../src/adapters/platforms/beatpass-facts.ts'
import { checksumOf } from '../../src/domain/checksum.ts'
import * as errors from '../../src/domain/errors.ts'
import { Secret } from '../../src/domain/secret.ts'
import { platformContract } from '../contracts/platform.ts'
import { ManualClock } from './manual-clock.ts'
import { MemoryPlatform } from './memory-platform.ts'

const people = [
  { email: 'one@x.test', password: 'pw one', name: 'One' },
  { email: 'two@x.test', password: 'pw two' },
  { email: 'three@x.test', password: 'pw three', code: '123456' },
]

platformContract('memory', beatpassFacts, () => {
  const clock = new ManualClock()
  const person = (at: number) => ({
    email: people[at]?.email ?? '',
    password: new Secret(people[at]?.password ?? ''),
  })
  return {
    platform: new MemoryPlatform(clock, people),
    first: person(0),
    second: person(1),
    guarded: { ...person(2), code: () => new Secret('123456') },
    advance: ms => clock.advance(ms),
    close: () => undefined,
  }
})

function planted() {
  const clock = new ManualClock('2026-03-01T12:00:00.900Z')
  const platform = new MemoryPlatform(clock, people)
  return { platform, clock, ...platform.plant('ci-main') }
}
const again = { name: 'again', expiresAt: null }

test('faults that lose an answer leave the effect, faults that fail do not', async () => {
  const { platform, secret, id } = planted()
  const count = () => platform.tokens.length
  for (const [fault, kind, after] of [
    ['create-not-sent', errors.PlatformUnavailable, 1],
    ['create-fails', errors.OutcomeUnknown, 1],
    ['create-answer-lost', errors.OutcomeUnknown, 2],
  ] as const) {
    platform.faults.set(fault)
    await expect(platform.createToken(secret, again)).rejects.toThrow(kind)
    expect(count()).toBe(after)
  }
  platform.faults.set('revoke-fails')
  await expect(platform.revokeToken(secret, '2')).rejects.toThrow(errors.OutcomeUnknown)
  platform.faults.set('ghost-revoke')
  await platform.revokeToken(secret, '2')
  expect(count()).toBe(2)
  platform.faults.set('revoke-answer-lost')
  await expect(platform.revokeToken(secret, id)).rejects.toThrow(errors.OutcomeUnknown)
  expect(platform.tokens.map(token => token.id)).toEqual([2])
  expect(platform.faults.unused).toEqual([])
})

test('other faults', async () => {
  const { platform, secret } = planted()
  const list = () => platform.listTokens(secret)
  platform.faults.set('list-fails')
  await expect(list()).rejects.toThrow(errors.PlatformUnavailable)
  platform.faults.set('credential-rejected')
  await expect(list()).rejects.toThrow(errors.CredentialRejected)
  platform.faults.set('newest-rejected', 2)
  await expect(list()).rejects.toThrow(errors.CredentialRejected)
  expect(platform.faults.unused).toEqual(['newest-rejected'])
  await expect(list()).rejects.toThrow(errors.CredentialRejected)
  platform.faults.set('no-api-access')
  await expect(list()).rejects.toThrow(errors.ApiAccessMissing)
  platform.faults.set('rate-limited')
  await expect(list()).rejects.toThrow(errors.RateLimited)
  platform.faults.set('no-date')
  expect((await list()).serverTime).toBeNull()
  expect((await list()).serverTime).toEqual(new Date('2026-03-01T12:00:00Z'))
  platform.cap = 1
  await expect(platform.createToken(secret, again)).rejects.toThrow(errors.LimitReached)
})

test('a stale list is the one from before the last write', async () => {
  const { platform, secret } = planted()
  await platform.createToken(secret, again)
  platform.faults.set('stale-list')
  expect((await platform.listTokens(secret)).tokens.map(token => token.name)).toEqual(['ci-main'])
  expect((await platform.listTokens(secret)).tokens.map(token => token.name)).toEqual(['ci-main', 'again'])
})

test('it remembers its calls and lets others in between', async () => {
  const { platform, secret, id } = planted()
  platform.interpose = (call, act) => {
    if (call.verb === 'revoke') throw new errors.PlatformUnavailable('cut')
    return act()
  }
  await platform.listTokens(secret)
  await platform.createToken(secret, again)
  await expect(platform.revokeToken(secret, id)).rejects.toThrow('cut')
  expect(platform.calls).toEqual([
    { verb: 'list', by: id },
    { verb: 'create', by: id, ...again },
    { verb: 'revoke', by: id, id },
  ])
})

test('a clone goes its own way', async () => {
  const { platform, secret, id } = planted()
  const copy = platform.clone()
  await copy.createToken(secret, again)
  copy.drop(id)
  expect(platform.tokens.map(token => token.name)).toEqual(['ci-main'])
  expect(copy.tokens.map(token => token.name)).toEqual(['again'])
  expect(platform.tokens[0]?.lastUsedAt).toBeNull()
  expect(platform.calls).toEqual([])
})

test('secrets have Sanctum’s form and differ', () => {
  const { platform, secret } = planted()
  const other = platform.plant('other')
  expect(secret.reveal()).toMatch(/^1\|[A-Za-z0-9]{40}[0-9a-f]{8}$/)
  expect(checksumOf(secret)).toBe('valid')
  expect(secret.reveal().slice(2)).not.toBe(other.secret.reveal().slice(2))
})
