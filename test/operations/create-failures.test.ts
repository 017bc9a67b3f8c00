import { describe, expect, test } from 'vitest'
import { NotSignedIn, OutcomeUnknown, StoreUnavailable } from '../../src/domain/errors.ts'
import { createToken } from '../../src/operations/create-token.ts'
import type { Fault } from '../fakes/memory-faults.ts'
import { addresses, failureOf, livingIds, newWorld, type World, worldInCi } from './world.ts'

const create = (world: World, ...to: string[]) =>
  createToken({ label: 'ci-main', destinations: addresses(...(to.length > 0 ? to : ['store:'])) }, world)

const faultAt = (world: World, event: string, fault: Fault, times = 1) =>
  world.events.before(event, () => world.platform.faults.set(fault, times))

describe('the answer to the create is lost', () => {
  test('and the token exists: it is named, and nothing is created again', async () => {
    const world = worldInCi()
    world.platform.faults.set('create-answer-lost')
    const error = await failureOf(create(world))
    expect(error).toMatchObject({
      exitCode: 9,
      message: "the answer was lost: token 2 'ci-main' exists, and its secret reached nobody",
      hint: 'beatpass tokens revoke 2, then run it again',
      retryable: false,
    })
    expect(error.cause).toBeInstanceOf(OutcomeUnknown)
    expect(world.events.effects).toEqual(["create 'ci-main' as 1"])
    expect(world.tokenRecords.calls.put).toBe(0)
  })

  test('and a list that lags shows the token late', async () => {
    const world = worldInCi()
    world.platform.faults.set('create-answer-lost')
    world.events.before("create 'ci-main'", () => faultAt(world, 'list', 'stale-list', 2))
    expect((await failureOf(create(world))).message).toContain('token 2')
    expect(world.clock.slept).toEqual([1_000, 1_000])
  })

  test('and it was not created', async () => {
    const world = worldInCi()
    world.platform.faults.set('create-fails')
    expect(await failureOf(create(world))).toMatchObject({
      exitCode: 6,
      message: "no token 'ci-main' was created: memory: the create fails",
      retryable: true,
    })
    expect(livingIds(world)).toEqual(['1'])
  })

  test('and the platform may be at it still: it is not claimed that nothing comes', async () => {
    const world = worldInCi()
    world.platform.faults.set('create-late')
    expect(await failureOf(create(world))).toMatchObject({
      exitCode: 9,
      message: "no token 'ci-main' is listed so far, but it may come yet: memory: no answer in time",
      hint: "wait, then beatpass tokens list --name 'ci-main': its secret would reach nobody, so revoke it",
      retryable: false,
    })
  })

  test('and the platform changed its name: it is found all the same', async () => {
    const world = worldInCi()
    world.platform.faults.set('create-answer-lost')
    world.platform.rename = name => name.toUpperCase()
    expect(await failureOf(create(world))).toMatchObject({
      exitCode: 9,
      message:
        "the answer was lost: token 2 'CI-MAIN' came up meanwhile and may be 'ci-main', whose secret reached nobody",
      hint: 'unless somebody else made it: beatpass tokens revoke 2',
      retryable: false,
    })
  })

  test('and nobody can tell: it is not claimed that nothing exists', async () => {
    const world = worldInCi()
    world.platform.faults.set('create-answer-lost')
    world.events.before('create', () => world.platform.faults.set('list-fails'))
    const error = await failureOf(create(world))
    expect(error).toMatchObject({ exitCode: 9 })
    expect(error.message).toContain("whether a token 'ci-main' was created cannot be read")
  })
})

test('a create that is refused though it was done: the token is named', async () => {
  const world = worldInCi()
  world.platform.faults.set('create-denied')
  expect(await failureOf(create(world))).toMatchObject({
    exitCode: 9,
    message: "memory: redirected, but token 2 'ci-main' was created, and its secret reached nobody",
    hint: 'beatpass tokens revoke 2',
    retryable: false,
  })
})

test('a create that is refused says so, and names a rejected credential', async () => {
  const limited = worldInCi()
  limited.platform.cap = 1
  expect(await failureOf(create(limited))).toMatchObject({ code: 'limit_reached', exitCode: 5 })
  const expired = worldInCi()
  expired.events.before('create', () => expired.platform.drop('1'))
  expect(await failureOf(create(expired))).toMatchObject({
    exitCode: 3,
    message: 'the platform rejects the credential from BEATPASS_TOKEN',
  })
})

test('without a credential only the places are looked at', async () => {
  const world = newWorld()
  expect(await failureOf(create(world))).toBeInstanceOf(NotSignedIn)
  expect(world.events.lines).toEqual(['probe store:', 'observe store:'])
})

describe('the first delivery fails', () => {
  test('and nothing is stored: the token is revoked again', async () => {
    const world = worldInCi()
    world.secretStore.fail('write')
    const error = await failureOf(create(world, 'store:', 'file:y'))
    expect(error).toMatchObject({ exitCode: 8 })
    expect(error.message).toBe(
      'not delivered to store: (the write failed, as the test asked); token 2 was revoked again',
    )
    expect(livingIds(world)).toEqual(['1'])
    expect(world.destinations.at('file:y').calls.write).toBe(0)
    expect(world.tokenRecords.calls.put).toBe(0)
  })

  test('before it begins: nothing can be stored', async () => {
    const world = worldInCi()
    world.events.before('create', () => world.secretStore.fail('read'))
    expect(await failureOf(create(world))).toMatchObject({ exitCode: 8 })
    expect(world.secretStore.calls.write).toBe(0)
  })

  test('and the token cannot be revoked: it is named', async () => {
    const world = worldInCi()
    world.secretStore.fail('write')
    world.platform.faults.set('ghost-revoke', 2)
    const error = await failureOf(create(world))
    expect(error).toMatchObject({ exitCode: 9, hint: 'beatpass tokens revoke 2', retryable: false })
    expect(error.message).toContain("token 2 'ci-main' is stored nowhere and could not be revoked again")
    expect(world.platform.faults.unused).toEqual([])
  })

  test('but was stored all the same: all is well', async () => {
    const world = worldInCi()
    world.destinations.at('file:y').faults.write = 'stored'
    const { destinations } = await create(world, 'file:y')
    expect(destinations).toMatchObject([{ status: 'verified' }])
    expect(livingIds(world)).toEqual(['1', '2'])
  })

  test('and stored another value: the token is kept, for nobody knows who reads it', async () => {
    const world = worldInCi()
    world.destinations.at('file:y').faults.write = 'other'
    const error = await failureOf(create(world, 'file:y'))
    expect(error).toMatchObject({ exitCode: 9 })
    expect(error.message).toBe(
      "token 2 'ci-main' works, but it may be missing from file:y (file:y does not hold what was written to it)",
    )
    expect(livingIds(world)).toEqual(['1', '2'])
  })

  test('without an answer, where it cannot be read: the token is kept', async () => {
    for (const [failure, exitCode] of [
      ['timeout', 9],
      ['unresponsive', 9],
      ['refused', 8],
    ] as const) {
      const world = worldInCi()
      const place = world.destinations.at('write-only:x')
      place.write = () => Promise.reject(new StoreUnavailable('it gave no answer', { failure }))
      expect(await failureOf(create(world, 'write-only:x'))).toMatchObject({ exitCode })
      expect(livingIds(world)).toEqual(exitCode === 9 ? ['1', '2'] : ['1'])
    }
  })

  test('and the place cannot be read any more: the token is kept', async () => {
    const world = worldInCi()
    const place = world.destinations.at('file:y')
    world.events.before('write', () => {
      place.faults = { write: 'stored', observe: 'unavailable' }
    })
    expect(await failureOf(create(world, 'file:y'))).toMatchObject({ exitCode: 9 })
    expect(livingIds(world)).toEqual(['1', '2'])
  })
})

test('a later delivery fails: the token is kept, remembered where it is, and nothing is revoked', async () => {
  const world = worldInCi()
  world.destinations.at('file:y').faults.write = 'unavailable'
  const error = await failureOf(create(world, 'store:', 'file:y'))
  expect(error).toMatchObject({ exitCode: 9 })
  expect(error.message).toBe(
    "token 2 'ci-main' works and is stored in store:, but it may be missing from file:y (file:y is not available)",
  )
  expect(world.tokenRecords.held.get('2')?.storedIn).toEqual(['store:'])
  expect(world.events.effects).not.toContain('revoke 2 as 1')
})

test('a bug is not told as a failure of the world', async () => {
  for (const at of ['create', 'write', 'list as 2'] as const) {
    const world = worldInCi()
    world.events.before(at, () => {
      throw new TypeError('a bug')
    })
    await expect(create(world)).rejects.toThrow(TypeError)
    expect(world.events.unused).toEqual([])
  }
})
