import { describe, expect, test } from 'vitest'
import { beatconnectFacts } from '../../src/adapters/platforms/beatconnect-facts.ts'
import { CredentialRejected, RolledBack } from '../../src/domain/errors.ts'
import { keepGrant } from '../../src/operations/keep-grant.ts'
import { endPrevious } from '../../src/operations/previous-session.ts'
import { revokeGrant } from '../../src/operations/revoke-grant.ts'
import { failureOf, newWorld, type World } from './world.ts'

const client = { id: 'beatpass-cli' }

function granted() {
  const world = newWorld()
  world.platform.facts = { ...beatconnectFacts, verbs: () => beatconnectFacts.verbs('https://x.test') }
  return { world, grant: world.authorization.begin() }
}
/** A bug of ours, thrown by the revocation. */
const bug = (world: World) => {
  world.authorization.interpose = call => {
    if (call.startsWith('revoke')) throw new TypeError('a bug')
  }
}

describe('a grant is ended', () => {
  test('by its refresh token alone, where no access token is at hand', async () => {
    const { world, grant } = granted()
    await revokeGrant({ access: undefined, refresh: grant.refresh }, client, world)
    expect(world.authorization.calls).toEqual(['revoke refresh refresh-1', 'refresh refresh-1'])
    expect(world.platform.calls).toEqual([])
    expect(world.authorization.isAlive(grant.access)).toBe(false)
  })

  test('and what a refresh token grants that lives on is ended too, and told: exit 9', async () => {
    const { world, grant } = granted()
    const { authorization } = world
    const granting = authorization.begin()
    authorization.refresh = async () => ({ ...granting, refresh: undefined })
    const error = await failureOf(revokeGrant(grant, client, world))
    expect(error).toMatchObject({
      exitCode: 9,
      message: 'the platform still takes the session that was revoked',
      hint: 'run it again, or logout --local',
    })
    expect(authorization.calls.at(-1)).toBe('revoke access access-2')
    expect(authorization.isAlive(granting.access)).toBe(false)
  })

  test('an access token that is still taken: exit 9, and the refresh token is not tried', async () => {
    const { world, grant } = granted()
    world.platform.listTokens = async () => ({
      ...{ account: { id: '1', name: null, email: null }, tokens: [], serverTime: null },
    })
    expect(await failureOf(revokeGrant(grant, client, world))).toMatchObject({ exitCode: 9 })
    expect(world.authorization.calls.some(call => call.startsWith('refresh'))).toBe(false)
  })
})

describe('a mistake of ours is not taken for an answer', () => {
  const nothing = { session: undefined, account: undefined, secret: undefined, refresh: undefined }

  test('when a grant that cannot be stored is revoked again', async () => {
    const { world, grant } = granted()
    world.profiles.failing = true
    const previous = { ...nothing, store: world.secretStore, unread: undefined }
    const keep = () => keepGrant(grant, { account: null, client, previous }, world)
    expect(await failureOf(keep())).toBeInstanceOf(RolledBack)
    bug(world)
    await expect(keep()).rejects.toThrow(TypeError)
    expect(world.secretStore.entries.size).toBe(0)
  })

  test('when the session before is ended; that it cannot be ended is a warning', async () => {
    const { world, grant } = granted()
    const session = {
      ...{ id: null, name: 'sign-in in the browser', createdAt: null, pasted: false },
      grant: { clientId: client.id, expiresAt: null, renews: true },
    }
    const { access: secret, refresh } = grant
    const before = {
      session,
      account: undefined,
      secret,
      refresh,
      store: world.secretStore,
      unread: undefined,
    }
    const end = () => endPrevious(before, { secret: grant.access, account: null }, world)
    bug(world)
    await expect(end()).rejects.toThrow(TypeError)
    world.authorization.interpose = () => {
      throw new CredentialRejected('the client is not known')
    }
    expect(await end()).toEqual(['the session before this one could not be ended: the client is not known'])
  })
})
