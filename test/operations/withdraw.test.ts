import { describe, expect, test } from 'vitest'
import { Forbidden } from '../../src/domain/errors.ts'
import { createToken } from '../../src/operations/create-token.ts'
import { withdraw } from '../../src/operations/withdraw.ts'
import { addresses, failureOf, livingIds, newWorld, type World, worldInCi } from './world.ts'

const always = Number.POSITIVE_INFINITY

/** The first place refuses; `hinder` acts just before the new token is to be revoked again. */
async function createUndelivered(hinder: (world: World) => void) {
  const world = worldInCi()
  world.secretStore.fail('write')
  world.events.before('revoke 2', () => hinder(world))
  const error = await failureOf(createToken({ label: 'ci-main', destinations: addresses('store:') }, world))
  expect(world.events.unused).toEqual([])
  return { error, world }
}

// Regressed: "token 2 was revoked again" and exit 8, because the list did not show the token yet.
describe('a create that is rolled back while the list lags and does not show the token yet', () => {
  test.each([
    [
      'does not arrive',
      ({ platform }: World) => platform.faults.set('revoke-fails', always),
      ['revoke 2 as 1', 'revoke 2 as 1'],
    ],
    [
      'is answered with success and does nothing',
      ({ platform }: World) => platform.faults.set('ghost-revoke', always),
      ['revoke 2 as 1', 'revoke 2 as 1'],
    ],
    [
      'is refused',
      () => {
        throw new Forbidden('the platform forbids it')
      },
      [],
    ],
  ])('and whose revocation %s: the token is named, 9', async (_, hinder, revocations) => {
    const { error, world } = await createUndelivered(it => {
      it.platform.faults.set('stale-list', always)
      hinder(it)
    })
    expect(error).toMatchObject({ exitCode: 9, hint: 'beatpass tokens revoke 2' })
    expect(error.message).toContain("token 2 'ci-main' is stored nowhere and could not be revoked again")
    expect(livingIds(world)).toEqual(['1', '2'])
    expect(world.events.effects.filter(line => line.startsWith('revoke'))).toEqual(revocations)
  })

  test('and whose first revocation is lost: revoked once more, then rejected, 8', async () => {
    const { error, world } = await createUndelivered(({ platform }) => {
      platform.faults.set('stale-list')
      platform.faults.set('revoke-fails')
    })
    expect(error).toMatchObject({ exitCode: 8 })
    expect(error.message).toContain('token 2 was revoked again')
    expect(livingIds(world)).toEqual(['1'])
    expect(world.clock.slept).toEqual([1_000])
  })

  test('and a question that fails once: the next one tells, 8', async () => {
    const { error } = await createUndelivered(world => {
      world.events.before('list as 2', () => world.platform.faults.set('list-fails'))
    })
    expect(error).toMatchObject({ exitCode: 8 })
  })

  test('and nobody can say whether its secret is accepted: 9', async () => {
    const { error } = await createUndelivered(world => {
      world.events.before('list as 2', () => world.platform.faults.set('list-fails', always))
    })
    expect(error).toMatchObject({ exitCode: 9, hint: 'beatpass tokens revoke 2' })
  })
})

test('a token that the list lacks and whose secret is rejected is gone, with one question more', async () => {
  const { error, world } = await createUndelivered(() => undefined)
  expect(error).toMatchObject({ exitCode: 8 })
  expect(world.events.lines.slice(-3)).toEqual(['revoke 2 as 1', 'list as 1', 'list as 2'])
})

test('a mistake of ours is thrown', async () => {
  const world = newWorld()
  const credential = world.platform.plant('ci session').secret
  const made = world.platform.plant('made')
  world.platform.accepts = (): Promise<never> => Promise.reject(new TypeError('a bug'))
  await expect(withdraw(made, credential, world)).rejects.toThrow(TypeError)
})
