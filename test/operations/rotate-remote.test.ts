import { describe, expect, test } from 'vitest'
import { createToken } from '../../src/operations/create-token.ts'
import { rotateTokens } from '../../src/operations/rotate-tokens.ts'
import { freshSecret } from '../fakes/secrets.ts'
import { keep } from './records.ts'
import { addresses, failureOf, livingIds, storedFor, type World, worldInCi } from './world.ts'

const rotate = async (world: World) =>
  (await rotateTokens({ references: ['ci-main'], destinations: [], dryRun: false }, world))[0]

/** Token 2 lives in all of the places. */
async function world(...places: string[]) {
  const started = worldInCi()
  await keep(started, 'ci-main', ...places)
  return started
}

const heldAt = ({ destinations }: World, place: string) => destinations.at(place).held?.tokenId
const revoked = ({ events }: World) => events.effects.filter(line => line.startsWith('revoke'))
const nextDay = (world: World) => world.clock.advance(24 * 60 * 60_000)

describe('places of several services', () => {
  test('each is written and, where it can be, read back before anything is revoked', async () => {
    const it = await world('unconditional:a', 'fenced:b', 'store:', 'write-only:c')
    const rotation = await rotate(it)
    expect(rotation).toMatchObject({ outcome: 'rotated', verified: true })
    expect(rotation?.destinations.map(({ to, status }) => [to, status])).toEqual([
      ['unconditional:a', 'verified'],
      ['fenced:b', 'accepted'],
      ['store:', 'verified'],
      ['write-only:c', 'accepted'],
    ])
    expect(it.events.effects.at(-1)).toBe('revoke 2 as 3')
    expect(livingIds(it)).toEqual(['1', '3'])
    expect([heldAt(it, 'unconditional:a'), heldAt(it, 'fenced:b')]).toEqual(['3', '3'])
  })

  test('one that is not reachable when the job begins: nothing is created', async () => {
    const it = await world('unconditional:a', 'fenced:b')
    it.destinations.at('fenced:b').faults.probe = 'unavailable'
    expect(await rotate(it)).toMatchObject({ outcome: 'failed', error: { exitCode: 7 } })
    expect(it.events.effects).toEqual([])
  })
})

describe('a write-only place that holds a newer token', () => {
  test('first: the claim, which nobody holds, is withdrawn, and the hint is about that place', async () => {
    const it = await world('fenced:b', 'store:')
    it.destinations.at('fenced:b').held = freshSecret(900)
    const rotation = await rotate(it)
    expect(rotation).toMatchObject({ outcome: 'busy', error: { exitCode: 12 } })
    expect(rotation?.error?.message).toContain(
      'fenced:b holds token 900, newer than 3, and was left as it is',
    )
    expect(rotation?.error?.hint).toBe('if that token is of another account, remove it there first')
    expect(livingIds(it)).toEqual(['1', '2'])
    expect([heldAt(it, 'fenced:b'), storedFor(it, 'ci-main')?.tokenId]).toEqual(['900', '2'])
  })

  test('later: the claim stays, for an earlier place holds it; both work, and that is what is said', async () => {
    const it = await world('store:', 'unconditional:a', 'fenced:b')
    it.destinations.at('fenced:b').held = freshSecret(900)
    const rotation = await rotate(it)
    expect(rotation).toMatchObject({ outcome: 'incomplete', verified: false, error: { exitCode: 9 } })
    expect(rotation?.error?.message).toContain('fenced:b holds token 900, newer than 3')
    expect(rotation?.error?.message).toContain('tokens 2 and 3 both worked when last listed')
    expect(rotation?.error?.hint).toBe('if that token is of another account, remove it there first')
    expect(rotation?.destinations.map(({ to, status }) => [to, status])).toEqual([
      ['store:', 'accepted'],
      ['unconditional:a', 'accepted'],
      ['fenced:b', 'failed'],
    ])
    expect(revoked(it)).toEqual([])
    expect(livingIds(it)).toEqual(['1', '2', '3'])
    expect([storedFor(it, 'ci-main')?.tokenId, heldAt(it, 'unconditional:a')]).toEqual(['3', '3'])
  })

  test.each([
    ['the places that are remembered', []],
    ['places that are named', addresses('store:', 'fenced:b')],
  ])(
    'and that for days, %s: nothing that is held is revoked, and mended, one run is enough',
    async (_, named) => {
      const it = await world('store:', 'fenced:b')
      it.destinations.at('fenced:b').held = freshSecret(900)
      for (let days = 0; days < 4; days++) {
        const [rotation] = await rotateTokens(
          { references: ['ci-main'], destinations: named, dryRun: false },
          it,
        )
        expect([9, 12]).toContain(rotation?.error?.exitCode)
        expect(livingIds(it)).toContain(storedFor(it, 'ci-main')?.tokenId)
        expect(livingIds(it)).toContain('2')
        nextDay(it)
      }
      it.destinations.at('fenced:b').held = undefined
      expect(await rotate(it)).toMatchObject({ outcome: 'rotated', verified: true })
      const [, ...living] = livingIds(it)
      expect([storedFor(it, 'ci-main')?.tokenId, heldAt(it, 'fenced:b')]).toEqual([living[0], living[0]])
      expect(living).toHaveLength(1)
    },
  )

  test('another rotation was faster there: theirs stays, and the next run makes all places agree', async () => {
    const it = await world('store:', 'fenced:b')
    it.events.before('write fenced:b', () => {
      it.destinations.at('fenced:b').held = it.platform.plant('ci-main ~zzzzzzzzzz').secret
    })
    expect(await rotate(it)).toMatchObject({ outcome: 'incomplete', error: { exitCode: 9 } })
    expect(it.events.unused).toEqual([])
    expect(revoked(it)).toEqual([])
    expect([storedFor(it, 'ci-main')?.tokenId, heldAt(it, 'fenced:b')]).toEqual(['3', '4'])
    nextDay(it)
    expect(await rotate(it)).toMatchObject({ outcome: 'rotated', successor: { id: '5' } })
    expect([storedFor(it, 'ci-main')?.tokenId, heldAt(it, 'fenced:b')]).toEqual(['5', '5'])
    expect(livingIds(it)).toEqual(['1', '5'])
  })

  test('a new token: revoked again where that place comes first, kept where it comes later', async () => {
    const first = worldInCi()
    first.destinations.at('fenced:b').held = freshSecret(900)
    const request = { label: 'fresh', destinations: addresses('fenced:b', 'store:'), reveal: false }
    expect(await failureOf(createToken(request, first))).toMatchObject({ exitCode: 8 })
    expect(livingIds(first)).toEqual(['1'])
    const later = worldInCi()
    later.destinations.at('fenced:b').held = freshSecret(900)
    const turned = { ...request, destinations: addresses('store:', 'fenced:b') }
    expect(await failureOf(createToken(turned, later))).toMatchObject({ exitCode: 9 })
    expect(livingIds(later)).toEqual(['1', '2'])
    expect(storedFor(later, 'fresh')?.tokenId).toBe('2')
  })

  test('a compromised token is gone, and it is not said that anything still works', async () => {
    const it = await world('fenced:b')
    it.destinations.at('fenced:b').held = freshSecret(900)
    const request = { references: ['ci-main'], destinations: [], dryRun: false, compromised: true }
    const [rotation] = await rotateTokens(request, it)
    expect(rotation?.error?.exitCode).toBeGreaterThan(2)
    expect(rotation?.error?.message).toContain('fenced:b holds token 900')
    expect(rotation?.error?.message).not.toContain('still works')
    expect(livingIds(it)).toEqual(['1'])
  })
})

describe('a place whose service takes any write', () => {
  test('that got another value before: it is compared, and left as it is', async () => {
    const it = await world('store:', 'unconditional:a')
    it.events.before('write unconditional:a', () => {
      it.destinations.at('unconditional:a').held = freshSecret(1)
    })
    expect(await rotate(it)).toMatchObject({ outcome: 'incomplete', error: { exitCode: 9 } })
    expect([heldAt(it, 'unconditional:a'), revoked(it)]).toEqual(['1', []])
    expect(livingIds(it)).toEqual(['1', '2', '3'])
  })

  test('that a sleeper overwrites after us: reading back shows it, and nothing is revoked', async () => {
    const it = await world('unconditional:a', 'store:')
    const { held } = it.destinations.at('unconditional:a')
    if (held) it.destinations.at('unconditional:a').faults.after = held
    const rotation = await rotate(it)
    expect(rotation).toMatchObject({ outcome: 'incomplete', verified: false, error: { exitCode: 9 } })
    expect([heldAt(it, 'unconditional:a'), revoked(it)]).toEqual(['2', []])
    nextDay(it)
    expect(await rotate(it)).toMatchObject({ outcome: 'rotated', successor: { id: '4' } })
    expect(heldAt(it, 'unconditional:a')).toBe('4')
    expect(livingIds(it)).toEqual(['1', '4'])
  })

  test('that fails and may have stored: nothing is revoked, and it is not said that it was refused', async () => {
    const it = await world('store:', 'unconditional:a')
    it.events.before('write unconditional:a', () => {
      it.destinations.at('unconditional:a').faults = { write: 'stored', observe: 'unavailable' }
    })
    const rotation = await rotate(it)
    expect(rotation).toMatchObject({ outcome: 'incomplete', error: { exitCode: 9 } })
    expect(rotation?.error?.message).toContain('may or may not hold the new token')
    expect(revoked(it)).toEqual([])
  })
})
