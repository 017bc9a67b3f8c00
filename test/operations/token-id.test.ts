import { describe, expect, test } from 'vitest'
import { beatconnectFacts } from '../../src/adapters/platforms/beatconnect-facts.ts'
import { CredentialRejected, PlatformUnavailable } from '../../src/domain/errors.ts'
import { maskOf } from '../../src/domain/mask.ts'
import type { Secret } from '../../src/domain/secret.ts'
import { belongs } from '../../src/operations/belongs.ts'
import { occupants, occupantWarnings } from '../../src/operations/occupants.ts'
import { openDestinations } from '../../src/operations/open-destinations.ts'
import { TokenIds, tokenIdOf } from '../../src/operations/token-id.ts'
import { freshSecret } from '../fakes/secrets.ts'
import { listed } from './listed.ts'
import { markless } from './page-world.ts'
import { aRecord } from './records.ts'
import { addresses, newWorld, worldInCi } from './world.ts'

/** A platform that is asked which token a value is, until it answers otherwise. */
function asking(answer: (secret: Secret) => Promise<string | undefined>) {
  const world = newWorld()
  const asked: Secret[] = []
  const identify = (secret: Secret) => {
    asked.push(secret)
    return answer(secret)
  }
  Object.assign(world.platform, { identify })
  return { ...world, asked }
}
const reject = (error: Error) => () => Promise.reject(error)

describe('the id of a value', () => {
  test('is what it begins with: nobody is asked', async () => {
    const world = asking(reject(new TypeError('asked')))
    expect(await tokenIdOf(freshSecret(7), world)).toBe('7')
    expect(world.asked).toEqual([])
  })

  test('is else what the platform tells, if it can be asked at all', async () => {
    const value = markless('a')
    expect(
      await tokenIdOf(
        value,
        asking(async () => 'key_7'),
      ),
    ).toBe('key_7')
    expect(
      await tokenIdOf(
        value,
        asking(async () => undefined),
      ),
    ).toBeUndefined()
    expect(await tokenIdOf(value, newWorld())).toBeUndefined()
  })

  test('of a dead one is not known; other failures are told', async () => {
    const value = markless('a')
    const dead = asking(reject(new CredentialRejected('401')))
    expect(await tokenIdOf(value, dead)).toBeUndefined()
    expect(dead.asked).toEqual([value])
    const down = asking(reject(new PlatformUnavailable('down')))
    await expect(tokenIdOf(value, down)).rejects.toThrow('down')
  })

  test('is remembered for a run, after its secret died too', async () => {
    const value = markless('a')
    let answer = async (): Promise<string | undefined> => 'key_7'
    const world = asking(() => answer())
    const ids = new TokenIds(world)
    expect(ids.known(value)).toBeUndefined()
    expect(await ids.of(value)).toBe('key_7')
    answer = reject(new CredentialRejected('401'))
    expect(await ids.of(value)).toBeUndefined()
    expect([ids.known(value), ids.known(freshSecret(9))]).toEqual(['key_7', '9'])
    expect(world.asked).toHaveLength(2)
  })
})

test('a stored value belongs to a token by its id, or by its mask where it has none', () => {
  const { platform } = newWorld()
  const seven = aRecord('7', 'ci-main')
  expect(belongs(freshSecret(7), seven, { platform })).toBe(true)
  expect(belongs(freshSecret(8), seven, { platform })).toBe(false)
  platform.facts = beatconnectFacts
  const value = markless('a')
  const marked = { id: 'key_7', masked: maskOf(value, beatconnectFacts.mask) }
  expect(belongs(value, marked, { platform })).toBe(true)
  expect(belongs(markless('b'), marked, { platform })).toBe(false)
})

test('a live token of another label is told to lose its place; nothing else is', async () => {
  const world = worldInCi()
  const held = { own: 'ci-main', other: 'ci-other', ended: 'ended' }
  for (const [place, label] of Object.entries(held)) {
    const createdAt = label === 'ended' ? new Date('2025-11-01T00:00:00Z') : world.clock.now()
    world.destinations.at(`file:${place}`).held = world.platform.plant(label, { createdAt }).secret
  }
  world.destinations.at('file:foreign').held = freshSecret(77)
  const places = addresses('file:own', 'file:other', 'file:ended', 'file:foreign', 'file:empty')
  const destinations = openDestinations(places, [], 'ci-main', world)
  const { tokens } = await listed({ sort: 'none' }, world)
  const found = await occupants(destinations, 'ci-main', tokens, world)
  expect(occupantWarnings(found)).toEqual(["file:other held token 3 'ci-other', which still works"])
})
