import { describe, expect, test } from 'vitest'
import { beatconnectFacts } from '../../src/adapters/platforms/beatconnect-facts.ts'
import * as errors from '../../src/domain/errors.ts'
import { Secret } from '../../src/domain/secret.ts'
import { signIn, signInWithToken } from '../../src/operations/sign-in.ts'
import { signInInBrowser, signInOnDevice } from '../../src/operations/sign-in-browser.ts'
import { signOut } from '../../src/operations/sign-out.ts'
import { whoAmI } from '../../src/operations/who-am-i.ts'
import { MemoryTerminal } from '../fakes/memory-terminal.ts'
import { account, failureOf, newWorld, type World } from './world.ts'

function worldOfBrowsers(options?: Parameters<typeof newWorld>[0]): World {
  const world = newWorld(options)
  world.platform.facts = {
    ...beatconnectFacts,
    verbs: () => ({ ...beatconnectFacts.verbs('https://x.test'), list: 'call' }),
  }
  return world
}

const waitMs = 1000
const held = ({ secretStore }: World) =>
  Object.fromEntries([...secretStore.entries].map(([entry, secret]) => [entry, secret.reveal()]))
const sessionOf = ({ profiles }: World) => profiles.held.get('default')?.session
const both = { 'beatpass-session/default': 'access-1', 'beatpass-session/default/refresh': 'refresh-1' }

describe('signing in in the browser', () => {
  test('keeps both tokens and when they end; the listener is closed', async () => {
    const world = worldOfBrowsers()
    await signInInBrowser({ waitMs }, world)
    expect(held(world)).toEqual(both)
    expect(sessionOf(world)).toMatchObject({
      id: null,
      pasted: false,
      grant: { clientId: 'beatpass-cli', renews: true, expiresAt: new Date('2026-03-01T13:00:00Z') },
    })
    expect(world.authorization.calls).toEqual(['in browser', 'answered', 'grant', 'close'])
    expect((await whoAmI({ offline: true }, world)).session).toMatchObject({ id: null, expiresAt: null })
  })

  test('without a browser a person is told the page; without a person it is exit 2, and the listener is closed', async () => {
    const world = worldOfBrowsers({ terminal: new MemoryTerminal({ answers: ['unused'] }) })
    world.browser.isThere = false
    await signInInBrowser({ waitMs }, world)
    expect(world.terminal.notes[0]).toMatch(/^open this page on this machine: https:/)
    const alone = worldOfBrowsers()
    alone.browser.isThere = false
    expect(await failureOf(signInInBrowser({ waitMs }, alone))).toMatchObject({ exitCode: 2 })
    expect(alone.authorization.calls.at(-1)).toBe('close')
  })

  test.each(['answered', 'grant'])('what fails at %s is thrown as it is, nothing is kept', async step => {
    const world = worldOfBrowsers()
    world.authorization.interpose = call => {
      if (call === step) throw new errors.SignInRejected('refused')
    }
    expect(await failureOf(signInInBrowser({ waitMs }, world))).toMatchObject({ code: 'sign_in_rejected' })
    expect(held(world)).toEqual({})
    expect(world.authorization.calls.at(-1)).toBe('close')
  })

  test('is not begun where the platform has no such sign-in, or the store takes nothing', async () => {
    const other = newWorld()
    expect(await failureOf(signInInBrowser({ waitMs }, other))).toMatchObject({ exitCode: 5 })
    const world = worldOfBrowsers()
    world.secretStore.fail('probe')
    expect(await failureOf(signInInBrowser({ waitMs }, world))).toMatchObject({ exitCode: 7 })
    expect([...other.authorization.calls, ...world.authorization.calls]).toEqual([])
  })

  test('a session that cannot be stored is revoked again: exit 8', async () => {
    const world = worldOfBrowsers()
    world.secretStore.fail('write', new errors.StoreUnavailable('no space', { hint: 'make some' }))
    const error = await failureOf(signInInBrowser({ waitMs }, world))
    expect(error).toMatchObject({ exitCode: 8, hint: 'make some' })
    expect(world.authorization.isAlive(new Secret('refresh-1'))).toBe(false)
  })

  test('and where that cannot be done either: exit 9', async () => {
    const world = worldOfBrowsers()
    world.secretStore.fail('write')
    world.authorization.interpose = call => {
      if (call.startsWith('revoke')) throw new errors.PlatformUnavailable('no answer')
    }
    expect(await failureOf(signInInBrowser({ waitMs }, world))).toMatchObject({ exitCode: 9 })
  })

  test('gives the one before back when the new one cannot be stored', async () => {
    const world = worldOfBrowsers()
    await signInInBrowser({ waitMs }, world)
    const { write } = world.profiles
    world.profiles.write = () => Promise.reject(new errors.StoreUnavailable('read-only'))
    expect(await failureOf(signInInBrowser({ waitMs }, world))).toMatchObject({ exitCode: 8 })
    world.profiles.write = write
    expect(held(world)).toEqual(both)
    expect(world.authorization.isAlive(new Secret('refresh-1'))).toBe(true)
  })
})

test('whose session it is is told where the platform says so; a bug is thrown as it is', async () => {
  const world = worldOfBrowsers()
  const { secret } = world.platform.plant('as if granted')
  world.authorization.begin = () => ({ access: secret, refresh: undefined, expiresAt: null, scopes: [] })
  expect(await signInInBrowser({ waitMs }, world)).toMatchObject({
    account: { email: account.email },
    warnings: [],
  })
  world.platform.interpose = () => {
    throw new TypeError('a bug')
  }
  await expect(signInInBrowser({ waitMs }, world)).rejects.toThrow(TypeError)
  world.platform.interpose = (_, act) => act()
  world.profiles.write = () => Promise.reject(new TypeError('a bug'))
  await expect(signInInBrowser({ waitMs }, world)).rejects.toThrow(TypeError)
})

describe('what comes after', () => {
  test('another sign-in ends the one before, of whatever kind', async () => {
    const world = worldOfBrowsers()
    await signInInBrowser({ waitMs }, world)
    const { warnings } = await signInInBrowser({ waitMs }, world)
    expect(warnings.filter(line => line.includes('before'))).toEqual([])
    expect(world.authorization.isAlive(new Secret('refresh-1'))).toBe(false)
    await signInWithToken(world.platform.plant('by hand').secret, world)
    expect(Object.keys(held(world))).toEqual(['beatpass-session/default'])
    expect(world.authorization.isAlive(new Secret('refresh-2'))).toBe(false)
  })

  test('one that cannot be ended is a warning', async () => {
    const world = worldOfBrowsers()
    await signInInBrowser({ waitMs }, world)
    world.authorization.interpose = call => {
      if (call.startsWith('revoke')) throw new errors.PlatformUnavailable('no answer')
    }
    const { warnings } = await signInInBrowser({ waitMs }, world)
    expect(warnings).toContainEqual('the session before this one could not be ended: no answer')
  })

  test('one whose tokens are not found may live on, and that is said', async () => {
    const world = worldOfBrowsers()
    await signInInBrowser({ waitMs }, world)
    world.secretStore.entries.clear()
    const { warnings } = await signInInBrowser({ waitMs }, world)
    expect(warnings).toContainEqual(
      'the session before this one lives on, as far as is known: it is not in memory',
    )
  })

  test('of two at once the first one is ended', async () => {
    const world = worldOfBrowsers()
    const other = { ...world, settings: structuredClone(world.settings) }
    await Promise.all([signInInBrowser({ waitMs }, world), signInInBrowser({ waitMs }, other)])
    const alive = ['refresh-1', 'refresh-2'].filter(one => world.authorization.isAlive(new Secret(one)))
    expect(alive).toEqual([held(world)['beatpass-session/default/refresh']])
  })

  test('a sign-in by password leaves nothing of it', async () => {
    const world = worldOfBrowsers()
    await signInInBrowser({ waitMs }, world)
    const signsIn = { kinds: ['browser', 'password'], endsNamesakes: true } as const
    world.platform.facts = { ...world.platform.facts, signIn: signsIn }
    await signIn({ email: account.email, password: new Secret(account.password) }, world)
    expect(Object.keys(held(world))).toEqual(['beatpass-session/default'])
  })
})

test('on another device: the person is told what to type where', async () => {
  const world = worldOfBrowsers()
  const told: unknown[] = []
  await signInOnDevice({ show: asked => told.push(asked.userCode) }, world)
  expect(told).toEqual(['ABCD-EFGH'])
  expect(held(world)).toEqual(both)
})

describe('signing out', () => {
  const granted = async () => {
    const world = worldOfBrowsers()
    await signInInBrowser({ waitMs }, world)
    world.authorization.calls.length = 0
    return world
  }

  test('revokes both tokens, reads back, forgets both', async () => {
    const world = await granted()
    expect(await signOut({ local: false }, world)).toEqual({ session: 'revoked' })
    expect(world.authorization.calls).toEqual([
      'revoke refresh refresh-1',
      'revoke access access-1',
      'refresh refresh-1',
    ])
    expect(held(world)).toEqual({})
    expect(sessionOf(world)).toBeUndefined()
  })

  test('one that is not found may live: exit 9; --local only forgets', async () => {
    const world = await granted()
    world.secretStore.entries.clear()
    expect(await failureOf(signOut({ local: false }, world))).toMatchObject({
      exitCode: 9,
      message: "the session of profile 'default' is not in memory: whether it lives is not known",
    })
    expect(sessionOf(world)).toBeDefined()
    const other = await granted()
    expect(await signOut({ local: true }, other)).toEqual({ session: 'left-alive' })
    expect([held(other), other.authorization.calls]).toEqual([{}, []])
  })

  test('is not believed where the session still works: exit 9, and it is kept', async () => {
    const world = await granted()
    const { revoke } = world.authorization
    world.authorization.revoke = () => Promise.resolve()
    expect(await failureOf(signOut({ local: false }, world))).toMatchObject({
      exitCode: 9,
      message: 'the platform still takes the session that was revoked',
    })
    expect(held(world)).toEqual(both)
    world.authorization.revoke = revoke
  })

  test('one without a refresh token is ended by its access token alone', async () => {
    const world = worldOfBrowsers()
    world.authorization.grantsRefresh = false
    await signInInBrowser({ waitMs }, world)
    expect(await signOut({ local: false }, world)).toEqual({ session: 'revoked' })
    expect(world.authorization.calls.slice(-2)).toEqual(['close', 'revoke access access-1'])
  })

  test('the word of the server has to do where the platform makes no call that could tell', async () => {
    const world = await granted()
    world.platform.interpose = () => {
      throw new errors.NotSupported('on its web page only')
    }
    expect(await signOut({ local: false }, world)).toEqual({ session: 'revoked' })
  })

  test('a bug is no answer', async () => {
    const world = await granted()
    world.authorization.interpose = call => {
      if (call.startsWith('refresh')) throw new TypeError('a bug')
    }
    await expect(signOut({ local: false }, world)).rejects.toThrow(TypeError)
  })

  test('is incomplete where nobody can tell', async () => {
    const world = await granted()
    world.authorization.interpose = call => {
      if (call.startsWith('refresh')) throw new errors.PlatformUnavailable('no answer')
    }
    expect(await failureOf(signOut({ local: false }, world))).toMatchObject({ exitCode: 9 })
  })
})
