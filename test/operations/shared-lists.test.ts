import { describe, expect, test } from 'vitest'
import { CredentialRejected } from '../../src/domain/errors.ts'
import { Secret } from '../../src/domain/secret.ts'
import { SharedLists } from '../../src/operations/shared-lists.ts'
import { account, failureOf, newWorld } from './world.ts'

/** A platform with two tokens of one account; the first one lists for all. */
function sharing() {
  const { platform, events } = newWorld()
  const common = platform.plant('ci session')
  const own = platform.plant('ci-main')
  return { platform, events, common, own, shared: new SharedLists(platform, common.secret) }
}

describe('the list of those who work together', () => {
  test('is one for all who ask at once, on the common credential', async () => {
    const { shared, common, own, events } = sharing()
    const lists = await Promise.all([common, own, own].map(({ secret }) => shared.listTokens(secret)))
    expect(lists.map(({ tokens }) => tokens.length)).toEqual([2, 2, 2])
    expect(events.lines).toEqual(['list as 1'])
  })

  test('is asked for again by who asks later', async () => {
    const { shared, platform, common, events } = sharing()
    await shared.listTokens(common.secret)
    platform.drop('2')
    expect((await shared.listTokens(common.secret)).tokens.map(({ id }) => id)).toEqual(['1'])
    expect(events.lines).toEqual(['list as 1', 'list as 1'])
  })

  test('is read with a credential of its own once the common one is dead', async () => {
    const { shared, platform, own, events } = sharing()
    platform.drop('1')
    expect((await shared.listTokens(own.secret)).tokens.map(({ id }) => id)).toEqual(['2'])
    expect(events.lines).toEqual(['list as 1', 'list as 2'])
  })

  test('is not asked for twice with the common credential that is dead', async () => {
    const { shared, platform, common, events } = sharing()
    platform.drop('1')
    expect(await failureOf(shared.listTokens(common.secret))).toBeInstanceOf(CredentialRejected)
    expect(events.lines).toEqual(['list as 1'])
  })

  test('that fails for another reason is tried with no other credential', async () => {
    const { shared, platform, own, events } = sharing()
    platform.faults.set('list-fails')
    expect(await failureOf(shared.listTokens(own.secret))).toMatchObject({ code: 'platform_unavailable' })
    expect(events.lines).toEqual(['list as 1'])
  })
})

test('who waits for a list of others does so aside; who asks on a credential of its own does not', async () => {
  const { platform, events } = newWorld()
  const [common, own] = [platform.plant('ci session'), platform.plant('ci-main')]
  const shared = new SharedLists(platform, common.secret, async wait => {
    events.tell('aside')
    try {
      return await wait()
    } finally {
      events.tell('back')
    }
  })
  await shared.listTokens(own.secret)
  platform.drop('1')
  await shared.listTokens(own.secret)
  expect(events.lines).toEqual(['aside', 'list as 1', 'back', 'aside', 'list as 1', 'back', 'list as 2'])
})

describe('all else', () => {
  test('goes through with the credential that it was asked with', async () => {
    const { shared, platform, own, events } = sharing()
    expect(shared).toMatchObject({ facts: platform.facts, apiUrl: platform.apiUrl })
    const { token } = await shared.createToken(own.secret, { name: 'ci-next', expiresAt: null })
    await shared.revokeToken(own.secret, token.id)
    const pages = []
    for await (const { tokens } of shared.tokenPages(own.secret)) pages.push(tokens.map(({ id }) => id))
    expect(pages).toEqual([['1', '2']])
    expect(await shared.accepts(own.secret)).toBe(true)
    const { email, password } = account
    await shared.signIn({ email, password: new Secret(password), tokenName: 'laptop' })
    expect(events.lines).toEqual([
      ...["create 'ci-next' as 2", 'revoke 3 as 2', 'list as 2', 'list as 2', "sign-in 'laptop'"],
    ])
  })

  test('where the platform tells no ids, a secret is known by what it begins with', async () => {
    const { shared, own, events } = sharing()
    expect(await shared.identify(own.secret)).toBe('2')
    expect(await shared.identify(new Secret('opaque'))).toBeUndefined()
    expect(events.lines).toEqual([])
  })

  test('what a platform can do besides is passed on, and need not be there', () => {
    const { shared, platform } = sharing()
    expect(() => shared.warm()).not.toThrow()
    expect(() => shared.whenHeld(() => undefined)).not.toThrow()
    const told: string[] = []
    Object.assign(platform, {
      warm: () => told.push('warm'),
      whenHeld: (listener: (until: Date) => void) => listener(new Date(0)),
      identify: async () => 'tok_a',
    })
    shared.warm()
    shared.whenHeld(until => told.push(until.toISOString()))
    expect(told).toEqual(['warm', '1970-01-01T00:00:00.000Z'])
    return expect(shared.identify(new Secret('opaque'))).resolves.toBe('tok_a')
  })
})
