import { expect, test } from 'vitest'
import { CredentialRejected, InputRefused } from '../../src/domain/errors.ts'
import { maskOf } from '../../src/domain/mask.ts'
import { Secret } from '../../src/domain/secret.ts'
import type { Platform, PlatformFacts, TokenPage } from '../../src/ports/platform.ts'
import type { Expected, PlatformBench } from './platform.ts'

const request = (name: string) => ({ name, expiresAt: null })

async function pagesOf(platform: Platform, credential: Secret): Promise<TokenPage[]> {
  const pages: TokenPage[] = []
  for await (const page of platform.tokenPages(credential)) pages.push(page)
  return pages
}

/** Creating, listing and revoking by call. */
export function tokensContract(bench: () => PlatformBench, { facts }: Expected): void {
  test('a created token is listed as it was answered, and its secret works', async () => {
    const { platform, first, credentialOf } = bench()
    const credential = await credentialOf(first)
    const created = await platform.createToken(credential, request('ci-main'))
    expect(created.token).toMatchObject({ name: 'ci-main', lastUsedAt: null, revoked: false })
    if (facts.identity.inSecret) expect(created.secret.tokenId).toBe(created.token.id)
    else expect(await platform.identify?.(created.secret)).toBe(created.token.id)
    expect(created.token.createdAt?.getMilliseconds()).toBe(0)
    expect(created.serverTime).toBeInstanceOf(Date)
    const { tokens } = await platform.listTokens(credential)
    const listed = tokens.find(token => token.id === created.token.id)
    expect(listed).toEqual({ ...created.token, lastUsedAt: listed?.lastUsedAt ?? null })
    expect((await platform.listTokens(created.secret)).account.email).toBe(first.email)
  })

  test('page by page there are the same tokens', async () => {
    const { platform, first, credentialOf, own } = bench()
    const credential = await credentialOf(first)
    for (const name of ['one', 'two', 'three', 'four']) await platform.createToken(credential, request(name))
    const { tokens, serverTime } = await platform.listTokens(credential)
    const pages = await pagesOf(platform, credential)
    expect(pages.flatMap(page => page.tokens.map(({ id }) => id))).toEqual(tokens.map(({ id }) => id))
    expect(tokens).toHaveLength(4 + own(credential).length)
    for (const page of pages) expect(page.serverTime?.getTime()).toBeGreaterThanOrEqual(Number(serverTime))
    for await (const page of platform.tokenPages(credential)) {
      expect(page.tokens.length).toBeGreaterThan(0)
      break
    }
    await expect(pagesOf(platform, new Secret('1|nothing'))).rejects.toThrow(CredentialRejected)
  })

  test('a list holds no part of any secret, or only its mask', async () => {
    const { platform, first, credentialOf } = bench()
    const credential = await credentialOf(first)
    const created = await platform.createToken(credential, request('ci-main'))
    const list = await platform.listTokens(credential)
    const text = JSON.stringify(list)
    for (const { length } of [credential, created.secret]) expect(length).toBeGreaterThan(40)
    for (const it of [credential, created.secret]) expect(text).not.toContain(it.reveal().slice(-12))
    const { masked } = list.tokens.find(({ id }) => id === created.token.id) ?? {}
    if (masked !== undefined) expect(masked).toBe(maskOf(created.secret, facts.mask))
  })

  test('names are not unique, ids grow', async () => {
    const { platform, first, credentialOf } = bench()
    const credential = await credentialOf(first)
    const one = await platform.createToken(credential, request('twice'))
    const two = await platform.createToken(credential, request('twice'))
    expect(Number(two.token.id)).toBeGreaterThan(Number(one.token.id))
  })

  const { min, max } = facts.names
  test(`names have ${min} to ${max} characters, counted without the space around them`, async () => {
    const { platform, first, credentialOf, own, ids } = bench()
    const credential = await credentialOf(first)
    const short = 'a'.repeat(min - 1)
    for (const name of [short, `  ${short}  `, 'x'.repeat(max + 1), '']) {
      await expect(platform.createToken(credential, request(name))).rejects.toThrow(InputRefused)
    }
    expect(await ids(credential)).toEqual(own(credential))
    for (const [name, kept] of [
      ['a'.repeat(min), 'a'.repeat(min)],
      ['é'.repeat(max), 'é'.repeat(max)],
      ['  ci main ', 'ci main'],
      ['ci-main ~k3j5m2q7xa', 'ci-main ~k3j5m2q7xa'],
    ] as const) {
      expect((await platform.createToken(credential, request(name))).token.name).toBe(kept)
    }
  })

  const isGone = facts.statuses.revoked === 'vanish'
  test(`a revoked token is ${isGone ? 'gone from the list' : 'listed as revoked'}, and rejected`, async () => {
    const { platform, first, credentialOf, own, ids } = bench()
    const credential = await credentialOf(first)
    const { token, secret } = await platform.createToken(credential, request('ci-main'))
    await platform.revokeToken(credential, token.id)
    expect(await ids(credential)).toEqual(own(credential))
    const { tokens } = await platform.listTokens(credential)
    expect(tokens.some(({ id }) => id === token.id)).toBe(!isGone)
    await expect(platform.listTokens(secret)).rejects.toThrow(CredentialRejected)
    if (!facts.identity.inSecret)
      await expect(platform.identify?.(secret)).rejects.toThrow(CredentialRejected)
  })

  test('revoking what is not there, or is somebody else’s, succeeds and changes nothing', async () => {
    const { platform, first, second, credentialOf, ids } = bench()
    const [mine, theirs] = [await credentialOf(first), await credentialOf(second)]
    const { token } = await platform.createToken(theirs, request('theirs'))
    const before = await ids(theirs)
    await platform.revokeToken(mine, '987654321')
    await platform.revokeToken(mine, token.id)
    expect(await ids(theirs)).toEqual(before)
  })

  test('people see their own tokens only', async () => {
    const { platform, first, second, credentialOf, own, ids } = bench()
    const [mine, theirs] = [await credentialOf(first), await credentialOf(second)]
    await platform.createToken(mine, request('mine'))
    expect(await ids(theirs)).toEqual(own(theirs))
  })

  if (facts.environments.length > 0) environmentsContract(bench, facts)
  if (!isGone) successorsContract(bench)
}

function environmentsContract(bench: () => PlatformBench, { environments, mask }: PlatformFacts): void {
  test.each([...environments])('a token for %s says so, and so does its mask', async environment => {
    const { platform, first, credentialOf } = bench()
    const credential = await credentialOf(first)
    const asked = { ...request('ci-main'), environment, description: 'for the pipeline' }
    const { token, secret } = await platform.createToken(credential, asked)
    expect(token).toMatchObject({ environment, description: 'for the pipeline' })
    expect(token.masked).toBe(maskOf(secret, mask))
  })

  test('an environment that is left out is the first of them', async () => {
    const { platform, first, credentialOf } = bench()
    const { token } = await platform.createToken(await credentialOf(first), request('ci-main'))
    expect(token.environment).toBe(environments[0])
  })
}

function successorsContract(bench: () => PlatformBench): void {
  test('once it is revoked, a token names the one that replaces it', async () => {
    const { platform, first, credentialOf } = bench()
    const credential = await credentialOf(first)
    const old = await platform.createToken(credential, request('ci-main'))
    const next = await platform.createToken(credential, { ...request('ci-main'), replaces: old.token.id })
    const read = async () => (await platform.listTokens(credential)).tokens.find(t => t.id === old.token.id)
    expect((await read())?.replacedBy).toBeUndefined()
    await platform.revokeToken(credential, old.token.id)
    expect(await read()).toMatchObject({ revoked: true, replacedBy: next.token.id })
  })
}
