import { describe, expect, test } from 'vitest'
import { StoreUnavailable } from '../../src/domain/errors.ts'
import { parseSpan } from '../../src/domain/expiry.ts'
import { type RotateTokensRequest, rotateTokens } from '../../src/operations/rotate-tokens.ts'
import { keep } from './records.ts'
import {
  addresses,
  failureOf,
  livingIds,
  newWorld,
  storedFor,
  type World,
  worldInCi,
  worldSignedIn,
} from './world.ts'

const rotate = (world: World, references: string[], more: Partial<RotateTokensRequest> = {}) =>
  rotateTokens({ references, destinations: [], dryRun: false, ...more }, world)

describe('nothing is minted', () => {
  test('without a credential', async () => {
    const world = newWorld()
    expect(await failureOf(rotate(world, ['ci-main']))).toMatchObject({ exitCode: 3 })
    expect(world.events.lines).toEqual([])
  })

  test.each(['probe', 'observe'] as const)('when a destination fails at the %s', async fault => {
    const world = worldInCi()
    await keep(world, 'ci-main', 'store:', 'file:y')
    world.destinations.at('file:y').faults[fault] = 'unavailable'
    expect(await rotate(world, ['ci-main'])).toMatchObject([{ outcome: 'failed', error: { exitCode: 7 } }])
    expect(world.events.effects).toEqual([])
  })

  test('when the places are not known because the records cannot be read', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main', 'file:y')
    world.tokenRecords.all = () => Promise.reject(new StoreUnavailable('no permission'))
    expect(await rotate(world, ['ci-main'])).toMatchObject([{ outcome: 'failed', error: { exitCode: 7 } }])
    expect(world.events.effects).toEqual([])
    const told = await rotate(world, ['ci-main'], { destinations: addresses('file:y') })
    expect(told).toMatchObject([{ outcome: 'rotated' }])
  })

  test('when a remembered place holds another live token by now; told to, it is overwritten with a warning', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main', 'file:y')
    const other = await keep(world, 'ci-other')
    world.destinations.at('file:y').held = other.secret
    const [refused] = await rotate(world, ['ci-main'])
    expect(refused?.error).toMatchObject({
      exitCode: 7,
      message: "file:y holds token 3 'ci-other' by now",
      hint: 'name every destination with --to',
    })
    expect(world.destinations.at('file:y').held).toBe(other.secret)
    const destinations = addresses('file:y')
    const [planned] = await rotate(world, ['ci-main'], { destinations, dryRun: true })
    expect(planned?.warnings).toContain("file:y holds token 3 'ci-other', which still works")
    const [told] = await rotate(world, ['ci-main'], { destinations })
    expect(told).toMatchObject({ outcome: 'rotated' })
    expect(told?.warnings).toContain("file:y held token 3 'ci-other', which still works")
  })

  test('for a session: a sign-in makes a new one', async () => {
    const world = worldSignedIn()
    const [rotation] = await rotate(world, ['1'])
    expect(rotation?.error).toMatchObject({ exitCode: 5, hint: 'beatpass login makes a new one' })
    expect(world.events.effects).toEqual([])
  })

  test.each(['ab', 'x'.repeat(89)])('for a name that leaves no room for a tag: %s', async name => {
    const world = worldInCi()
    world.platform.facts = { ...world.platform.facts, names: { ...world.platform.facts.names, min: 1 } }
    world.platform.plant(name)
    expect((await rotate(world, ['2']))[0]?.error).toMatchObject({ exitCode: 2 })
    expect(world.events.effects).toEqual([])
  })

  test('for one of two untagged tokens of a name: the other would be revoked as its predecessor', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    world.platform.plant('ci-main')
    for (const reference of ['ci-main', '2', '3']) {
      const [rotation] = await rotate(world, [reference])
      expect(rotation?.error).toMatchObject({ code: 'token_ambiguous', exitCode: 4 })
    }
    expect(livingIds(world)).toEqual(['1', '2', '3'])
    expect(world.events.effects).toEqual([])
  })

  test('when the platform refuses to create: its own reason is told', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    world.platform.cap = 2
    const [rotation] = await rotate(world, ['ci-main'])
    expect(rotation).toMatchObject({ outcome: 'failed', error: { code: 'limit_reached', exitCode: 5 } })
    expect(storedFor(world, 'ci-main')?.tokenId).toBe('2')
  })

  test('when the create certainly never left', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    world.platform.faults.set('create-not-sent')
    expect(await rotate(world, ['ci-main'])).toMatchObject([{ outcome: 'failed', error: { exitCode: 6 } }])
    expect(livingIds(world)).toEqual(['1', '2'])
  })

  test('when the list cannot be read or does not come to rest', async () => {
    const unreadable = worldInCi()
    await keep(unreadable, 'ci-main')
    unreadable.events.before('probe', () => unreadable.platform.faults.set('list-fails'))
    expect(await rotate(unreadable, ['ci-main'])).toMatchObject([{ error: { exitCode: 6 } }])
    const restless = worldInCi()
    await keep(restless, 'ci-main')
    const { interpose } = restless.platform
    restless.platform.interpose = (call, act) => {
      restless.platform.plant('ci-main ~zzzzzzzzzz')
      return interpose(call, act)
    }
    const [rotation] = await rotate(restless, ['ci-main'])
    expect(rotation?.error).toMatchObject({ exitCode: 6, code: 'platform_unavailable' })
    expect(rotation?.error?.message).toBe("'ci-main': the list of tokens keeps changing")
    expect([...unreadable.events.effects, ...restless.events.effects]).toEqual([])
  })

  test('when the credential dies: it is named', async () => {
    const world = worldInCi()
    await keep(world, 'ci-main')
    world.events.before('probe', () => world.platform.drop('1'))
    const [rotation] = await rotate(world, ['ci-main'])
    expect(rotation?.error).toMatchObject({
      exitCode: 3,
      message: 'the platform rejects the credential from BEATPASS_TOKEN',
    })
  })
})

describe('a rotation of the same token under way elsewhere', () => {
  /** A rival claimed a moment ago and will be done, its predecessor gone, after so many milliseconds. */
  async function rivalled(ms: number) {
    const world = worldInCi()
    await keep(world, 'ci-main')
    const rival = world.platform.plant('ci-main ~zzzzzzzzzz')
    const sleep = world.clock.sleep.bind(world.clock)
    const end = world.clock.now().getTime() + ms
    world.clock.sleep = async duration => {
      await sleep(duration)
      if (world.clock.now().getTime() < end || livingIds(world).length < 3) return
      world.platform.drop('2')
      world.secretStore.entries.set('beatpass/default/ci-main', rival.secret)
    }
    return world
  }

  test('is busy, exit 12, and nothing is written', async () => {
    const world = await rivalled(0)
    const [rotation] = await rotate(world, ['ci-main'])
    expect(rotation).toMatchObject({ outcome: 'busy', error: { exitCode: 12, retryable: true } })
    expect(rotation?.error?.message).toContain('token 3 was claimed a short while ago')
    expect(world.events.effects).toEqual([])
    expect(world.clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(3_000)
  })

  test('is waited for as long as was said', async () => {
    const world = await rivalled(60_000)
    const [rotation] = await rotate(world, ['ci-main'], { wait: parseSpan('1h') })
    expect(rotation).toMatchObject({ outcome: 'rotated', predecessor: { id: '3' }, successor: { id: '4' } })
    expect(livingIds(world)).toEqual(['1', '4'])
  })

  test('and meant by the id of what it replaces, its successor is rotated', async () => {
    const world = await rivalled(60_000)
    const [rotation] = await rotate(world, ['2'], { wait: parseSpan('1h') })
    expect(rotation).toMatchObject({ outcome: 'rotated', predecessor: { id: '3' } })
  })

  test('is waited for no longer after a signal', async () => {
    const world = await rivalled(3_600_000)
    const sleep = world.clock.sleep
    world.clock.sleep = async ms => {
      await sleep(ms)
      world.interruption.requested = true
    }
    const [rotation] = await rotate(world, ['ci-main'], { wait: parseSpan('1h') })
    expect(rotation?.error?.exitCode).toBe(130)
    expect(world.events.effects).toEqual([])
  })

  test('a list that fails while waiting is that rotation’s own end', async () => {
    const world = await rivalled(3_600_000)
    const sleep = world.clock.sleep
    world.clock.sleep = async ms => {
      await sleep(ms)
      const otherIsDone = world.events.lines.includes('revoke 4 as 5')
      if (ms === 2_000 && otherIsDone) world.platform.faults.set('list-fails')
    }
    await keep(world, 'ci-other')
    const rotations = await rotate(world, ['ci-main', 'ci-other'], { wait: parseSpan('1h') })
    expect(rotations).toMatchObject([{ outcome: 'failed', error: { exitCode: 6 } }, { outcome: 'rotated' }])
  })
})
