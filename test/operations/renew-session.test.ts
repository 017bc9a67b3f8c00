import { describe, expect, test } from 'vitest'
import * as errors from '../../src/domain/errors.ts'
import type { Secret } from '../../src/domain/secret.ts'
import { authenticated, authenticatedPages } from '../../src/operations/authenticate.ts'
import { signInInBrowser } from '../../src/operations/sign-in-browser.ts'
import { failureOf, newWorld, type World } from './world.ts'

/** Somebody who signed in with the browser an hour less `left` milliseconds ago. */
async function signedIn(left = 3_000_000) {
  const world = newWorld()
  world.platform.facts = {
    ...world.platform.facts,
    signIn: { kinds: ['browser', 'paste'], endsNamesakes: false },
  }
  await signInInBrowser({ waitMs: 1000 }, world)
  world.authorization.calls.length = 0
  world.clock.advance(3_600_000 - left)
  return world
}

const held = ({ secretStore }: World) =>
  Object.fromEntries([...secretStore.entries].map(([entry, secret]) => [entry, secret.reveal()]))

const entries = (access: string, refresh: string) => ({
  'beatpass-session/default': access,
  'beatpass-session/default/refresh': refresh,
})

/** What every command begins with: a request that the platform rejects where the token is dead. */
const used = (world: World, seen: string[] = []) =>
  authenticated(world, async ({ secret }) => {
    seen.push(secret.reveal())
    if (!world.authorization.isAlive(secret)) throw new errors.CredentialRejected('401')
    return secret.reveal()
  })

describe('a session that was granted in the browser', () => {
  test('is used as it is while it lives', async () => {
    const world = await signedIn()
    expect(await used(world)).toBe('access-1')
    expect(world.authorization.calls).toEqual([])
  })

  test('is renewed before its end; both new tokens are stored, the refresh token first', async () => {
    const world = await signedIn(59_000)
    const written: string[] = []
    const { write } = world.secretStore
    world.secretStore.write = async (entry, secret) => {
      written.push(entry.account)
      await write.call(world.secretStore, entry, secret)
    }
    expect(await used(world)).toBe('access-2')
    expect(written).toEqual(['default/refresh', 'default'])
    expect(held(world)).toEqual(entries('access-2', 'refresh-2'))
    const end = new Date(world.clock.now().getTime() + 3_600_000)
    expect(world.profiles.held.get('default')?.session?.grant?.expiresAt).toEqual(end)
  })

  test('is renewed once where the platform rejects it, and the work is done again', async () => {
    const world = await signedIn()
    world.authorization.expire(await tokenOf(world))
    const seen: string[] = []
    expect(await used(world, seen)).toBe('access-2')
    expect(seen).toEqual(['access-1', 'access-2'])
    expect(world.authorization.calls).toEqual(['refresh refresh-1'])
  })

  test('is renewed before the first page of a list', async () => {
    const world = await signedIn()
    world.authorization.expire(await tokenOf(world))
    const pages = authenticatedPages(world, async function* ({ secret }) {
      if (!world.authorization.isAlive(secret)) throw new errors.CredentialRejected('401')
      yield await Promise.resolve(secret.reveal())
    })
    const all: string[] = []
    for await (const page of pages) all.push(page)
    expect(all).toEqual(['access-2'])
  })

  test('that is rejected after it was renewed is an error that names it', async () => {
    const world = await signedIn()
    const rejecting = authenticated(world, () => Promise.reject(new errors.CredentialRejected('401')))
    const { message, hint } = await failureOf(rejecting)
    expect(message).toMatch(/^the platform rejects the credential from the session of profile 'default'/)
    expect(hint).toContain('beatpass login')
    expect(world.authorization.calls).toEqual(['refresh refresh-1'])
  })

  test('that is rejected after it was renewed for the first page is named too', async () => {
    const world = await signedIn()
    // biome-ignore lint/correctness/useYield: it only throws
    const pages = authenticatedPages(world, async function* () {
      throw new errors.CredentialRejected('401')
    })
    const { message } = await failureOf(pages.next())
    expect(message).toMatch(/^the platform rejects the credential from the session of profile 'default'/)
    expect(world.authorization.calls).toEqual(['refresh refresh-1'])
  })

  test('is renewed by one of two runs; the other uses what that one got', async () => {
    const world = await signedIn(59_000)
    const other: World = { ...world, settings: structuredClone(world.settings) }
    expect(await Promise.all([used(world), used(other)])).toEqual(['access-2', 'access-2'])
    expect(world.authorization.calls).toEqual(['refresh refresh-1'])
    expect(held(world)).toEqual(entries('access-2', 'refresh-2'))
  })
})

describe('a renewal that fails', () => {
  test('keeps everything where the server cannot be reached', async () => {
    const world = await signedIn(59_000)
    world.authorization.interpose = () => {
      throw new errors.PlatformUnavailable('no answer')
    }
    const error = await failureOf(used(world))
    expect(error).toMatchObject({ exitCode: 6, hint: expect.stringContaining('beatpass login') })
    expect(error.message).toBe("the session of profile 'default' could not be renewed: no answer")
    expect(held(world)).toEqual(entries('access-1', 'refresh-1'))
    world.authorization.interpose = () => undefined
    expect(await used(world)).toBe('access-2')
  })

  test('forgets the session where the server says that it has ended', async () => {
    const world = await signedIn(59_000)
    const [refresh] = [...world.secretStore.entries].filter(([entry]) => entry.endsWith('/refresh'))
    if (refresh) world.authorization.expire(refresh[1])
    expect(await failureOf(used(world))).toMatchObject({
      code: 'credential_rejected',
      message: "the session of profile 'default' has ended",
      hint: 'beatpass login',
    })
    expect(held(world)).toEqual({})
    expect(world.profiles.held.get('default')?.session).toBeUndefined()
  })

  test('is not begun where the new token could not be stored', async () => {
    const world = await signedIn(59_000)
    world.secretStore.probe = () => Promise.reject(new errors.StoreUnavailable('it is locked'))
    expect(await failureOf(used(world))).toMatchObject({ exitCode: 7 })
    expect(world.authorization.calls).toEqual([])
  })

  test.each([
    ['the refresh token', 'default/refresh', 'beatpass login', ['access-1', 'refresh-1'], 'revoke'],
    ['the access token', 'default', 'run it again', ['access-1', 'refresh-2'], undefined],
  ])(
    'was renewed and %s cannot be stored: 9, and it says what is left',
    async (_, account, hint, left, last) => {
      const world = await signedIn(59_000)
      const { write } = world.secretStore
      world.secretStore.write = async (entry, secret) => {
        if (entry.account === account) throw new errors.StoreUnavailable('it is full')
        await write.call(world.secretStore, entry, secret)
      }
      expect(await failureOf(used(world))).toMatchObject({ exitCode: 9, hint })
      expect(held(world)).toEqual(entries(left[0] ?? '', left[1] ?? ''))
      const revoked = world.authorization.calls.find(call => call.startsWith('revoke'))
      expect(revoked).toEqual(last === undefined ? undefined : expect.stringContaining('refresh-2'))
      world.secretStore.write = write
      const next = used(world)
      if (last === undefined) expect(await next).toBe('access-3')
      else expect(await failureOf(next)).toMatchObject({ exitCode: 3, hint: 'beatpass login' })
    },
  )
})

describe('a session that is not as it was', () => {
  test('signed out meanwhile: exit 3', async () => {
    const world = await signedIn(59_000)
    world.secretStore.entries.delete('beatpass-session/default')
    expect(await failureOf(used(world))).toMatchObject({ exitCode: 3 })
    const other = await signedIn(59_000)
    other.profiles.held.clear()
    expect(await failureOf(used(other))).toMatchObject({
      message: "profile 'default' was signed out meanwhile",
    })
  })

  test('without its refresh token it has ended', async () => {
    const world = await signedIn(59_000)
    world.secretStore.entries.delete('beatpass-session/default/refresh')
    expect(await failureOf(used(world))).toMatchObject({
      message: "the session of profile 'default' has ended",
    })
  })

  test('a server that grants no new refresh token leaves the old one in place', async () => {
    const world = await signedIn(59_000)
    world.authorization.grantsRefresh = false
    expect(await used(world)).toBe('access-2')
    expect(held(world)).toEqual(entries('access-2', 'refresh-1'))
  })

  test('a refusal of another kind is told as it is, and keeps everything', async () => {
    const world = await signedIn(59_000)
    world.authorization.interpose = () => {
      throw new errors.Forbidden('the server does not take this application')
    }
    expect(await failureOf(used(world))).toMatchObject({ exitCode: 5 })
    expect(held(world)).toEqual(entries('access-1', 'refresh-1'))
  })

  test('one that was granted for a time only is not renewed: exit 3 where it is rejected', async () => {
    const world = newWorld()
    world.platform.facts = { ...world.platform.facts, signIn: { kinds: ['browser'], endsNamesakes: false } }
    world.authorization.grantsRefresh = false
    await signInInBrowser({ waitMs: 1000 }, world)
    world.authorization.expire(await tokenOf(world))
    expect(await failureOf(used(world))).toMatchObject({ code: 'credential_rejected' })
    expect(world.authorization.calls).not.toContain('refresh refresh-1')
  })
})

test('BEATPASS_TOKEN wins, and nothing is renewed for it', async () => {
  const world = await signedIn(59_000)
  world.settings.environmentToken = world.platform.plant('ci').secret
  await authenticated(world, credential => Promise.resolve(expect(credential.kind).toBe('environment')))
  expect(world.authorization.calls).toEqual([])
})

async function tokenOf(world: World): Promise<Secret> {
  const secret = await world.secretStore.read({ service: 'beatpass-session', account: 'default' })
  if (!secret) throw new Error('there is no session')
  return secret
}
