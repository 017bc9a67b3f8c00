import { describe, expect, test } from 'vitest'
import { Forbidden, NotSupported } from '../../src/domain/errors.ts'
import { createOnce } from '../../src/operations/create-once.ts'
import { knownTokens } from '../../src/operations/known-tokens.ts'
import { failureOf, type World, worldInCi } from './world.ts'

/** A world with an older token 2 of the name, and what goes wrong with the create. */
async function failing(world: World, fails: (world: World) => void) {
  world.platform.plant('ci-main')
  const known = await knownTokens(world)
  fails(world)
  return await failureOf(createOnce({ name: 'ci-main', expiresAt: null }, known, world))
}
const lists = ({ platform }: World) => platform.calls.filter(({ verb }) => verb === 'list').length

describe('a refusal that may come from somebody in between', () => {
  const refused = new Forbidden('redirected')
  const refuse = (world: World) =>
    world.events.before('create', () => {
      world.platform.plant('other')
      throw refused
    })

  test('stands where nothing new of that name is listed', async () => {
    expect(await failing(worldInCi(), refuse)).toBe(refused)
  })

  test('leaves it open where the list cannot be had: the token may exist', async () => {
    const fails = (world: World) => {
      refuse(world)
      world.platform.faults.set('list-fails')
    }
    expect(await failing(worldInCi(), fails)).toMatchObject({
      exitCode: 9,
      message: "redirected, and whether token 'ci-main' was created all the same cannot be read",
      hint: "beatpass tokens list --name 'ci-main': if it is there, revoke it",
      cause: refused,
    })
  })

  // Regressed: of a 404 nothing was looked for, and the token lived on in silence.
  test('and that came after the create: the token is named', async () => {
    const error = await failing(worldInCi(), world =>
      world.events.before('create', () => {
        world.platform.plant('ci-main')
        throw new NotSupported('the platform does not know this call (404)')
      }),
    )
    expect(error).toMatchObject({ exitCode: 9, hint: 'beatpass tokens revoke 3', retryable: false })
  })

  test('is not what the platform itself refuses for: nothing is listed for that', async () => {
    const world = worldInCi()
    const error = await failing(world, ({ platform }) => {
      platform.cap = 1
    })
    expect(error.code).toBe('limit_reached')
    expect(lists(world)).toBe(1)
  })
})

describe('an answer that was lost', () => {
  test('of a create that failed: neither an older token of the name nor a new one of another is named', async () => {
    const world = worldInCi()
    const error = await failing(world, ({ platform, events }) => {
      platform.faults.set('create-fails')
      events.before('create', () => platform.plant('other'))
    })
    expect(error).toMatchObject({ exitCode: 6, message: expect.stringContaining("no token 'ci-main'") })
  })

  test('the token of just that name is named, at the first look, before one that is much like it', async () => {
    const world = worldInCi()
    const error = await failing(world, ({ platform, events }) => {
      platform.faults.set('create-answer-lost')
      events.before('create', () => platform.plant('CI-MAIN'))
    })
    expect(error).toMatchObject({ exitCode: 9, hint: 'beatpass tokens revoke 4, then run it again' })
    expect(world.clock.slept).toEqual([])
  })

  test('of a create that came late, but is listed: it is named', async () => {
    const error = await failing(worldInCi(), ({ platform, events }) => {
      platform.faults.set('create-late')
      events.before('create', () => events.before('list', () => platform.plant('ci-main')))
    })
    expect(error).toMatchObject({ exitCode: 9, hint: 'beatpass tokens revoke 3, then run it again' })
  })
})
