import { expect, test } from 'vitest'
import { CredentialRejected, InputRefused, InvalidInput } from '../../src/domain/errors.ts'
import { Secret } from '../../src/domain/secret.ts'
import { day } from '../../src/domain/status.ts'
import type { Platform, TokenPage } from '../../src/ports/platform.ts'
import type { PlatformBench } from './platform.ts'

const request = (name: string) => ({ name, expiresAt: null })

async function pagesOf(platform: Platform, credential: Secret): Promise<TokenPage[]> {
  const pages: TokenPage[] = []
  for await (const page of platform.tokenPages(credential)) pages.push(page)
  return pages
}

/** Creating, listing and revoking. */
export function tokensContract(bench: () => PlatformBench, leaveOut: readonly string[]): void {
  test('a created token is listed as it was answered, and its secret works', async () => {
    const { platform, first, signIn } = bench()
    const { secret } = await signIn(first)
    const created = await platform.createToken(secret, request('ci-main'))
    expect(created.token).toMatchObject({
      name: 'ci-main',
      expiresAt: null,
      lastUsedAt: null,
      revoked: false,
    })
    expect(created.secret.tokenId).toBe(created.token.id)
    expect(created.token.createdAt?.getMilliseconds()).toBe(0)
    expect(created.serverTime).toBeInstanceOf(Date)
    const { tokens } = await platform.listTokens(secret)
    expect(tokens.find(token => token.id === created.token.id)).toEqual(created.token)
    expect((await platform.listTokens(created.secret)).account.email).toBe(first.email)
  })

  test('a credential is accepted while its token lives, without a list', async () => {
    const { platform, first, signIn } = bench()
    const { secret } = await signIn(first)
    const created = await platform.createToken(secret, request('ci-main'))
    expect(await platform.accepts(created.secret)).toBe(true)
    await platform.revokeToken(secret, created.token.id)
    expect(await platform.accepts(created.secret)).toBe(false)
  })

  test('page by page there are the same tokens', async () => {
    const { platform, first, signIn } = bench()
    const { secret } = await signIn(first)
    for (const name of ['one', 'two', 'three', 'four']) await platform.createToken(secret, request(name))
    const { tokens, serverTime } = await platform.listTokens(secret)
    const pages = await pagesOf(platform, secret)
    expect(pages.flatMap(page => page.tokens.map(({ id }) => id))).toEqual(tokens.map(({ id }) => id))
    expect(tokens).toHaveLength(5)
    for (const page of pages) expect(page.serverTime?.getTime()).toBeGreaterThanOrEqual(Number(serverTime))
    for await (const page of platform.tokenPages(secret)) {
      expect(page.tokens.length).toBeGreaterThan(0)
      break
    }
    await expect(pagesOf(platform, new Secret('1|nothing'))).rejects.toThrow(CredentialRejected)
  })

  test('a list holds no part of any secret', async () => {
    const { platform, first, signIn } = bench()
    const { secret } = await signIn(first)
    const created = await platform.createToken(secret, request('ci-main'))
    const text = JSON.stringify(await platform.listTokens(secret))
    for (const { length } of [secret, created.secret]) expect(length).toBeGreaterThan(40)
    for (const it of [secret, created.secret]) expect(text).not.toContain(it.reveal().slice(-12))
  })

  test('a list shows when a token was last used, its own use included', async () => {
    const { platform, first, signIn } = bench()
    const { secret } = await signIn(first)
    const unused = await platform.createToken(secret, request('unused'))
    await platform.listTokens(secret)
    const { tokens } = await platform.listTokens(secret)
    expect(tokens.find(token => token.id === secret.tokenId)?.lastUsedAt).toBeInstanceOf(Date)
    expect(tokens.find(token => token.id === unused.token.id)?.lastUsedAt).toBeNull()
  })

  test('names are not unique, ids grow', async () => {
    const { platform, first, signIn } = bench()
    const { secret } = await signIn(first)
    const one = await platform.createToken(secret, request('twice'))
    const two = await platform.createToken(secret, request('twice'))
    expect(Number(two.token.id)).toBeGreaterThan(Number(one.token.id))
  })

  test('names have 3 to 100 characters, counted without the space around them', async () => {
    const { platform, first, signIn, ids } = bench()
    const { secret } = await signIn(first)
    for (const name of ['ab', '  ab  ', 'x'.repeat(101), '']) {
      await expect(platform.createToken(secret, request(name))).rejects.toThrow(InputRefused)
    }
    expect(await ids(secret)).toEqual([secret.tokenId])
    for (const [name, kept] of [
      ['abc', 'abc'],
      ['é'.repeat(100), 'é'.repeat(100)],
      ['  ci main ', 'ci main'],
      ['ci-main ~k3j5m2q7xa', 'ci-main ~k3j5m2q7xa'],
    ] as const) {
      expect((await platform.createToken(secret, request(name))).token.name).toBe(kept)
    }
  })

  test('a revoked token is gone from the list and rejected', async () => {
    const { platform, first, signIn, ids } = bench()
    const { secret } = await signIn(first)
    const created = await platform.createToken(secret, request('ci-main'))
    await platform.revokeToken(secret, created.token.id)
    expect(await ids(secret)).toEqual([secret.tokenId])
    await expect(platform.listTokens(created.secret)).rejects.toThrow(CredentialRejected)
  })

  test('a token can revoke the one it succeeds, and itself', async () => {
    const { platform, first, signIn } = bench()
    const { secret } = await signIn(first)
    const { secret: successor, token } = await platform.createToken(secret, request('successor'))
    await platform.revokeToken(successor, secret.tokenId ?? '')
    await expect(platform.listTokens(secret)).rejects.toThrow(CredentialRejected)
    await platform.revokeToken(successor, token.id)
    await expect(platform.listTokens(successor)).rejects.toThrow(CredentialRejected)
  })

  test('revoking what is not there, or is somebody else’s, succeeds and changes nothing', async () => {
    const { platform, first, second, signIn, ids } = bench()
    const mine = await signIn(first)
    const theirs = await signIn(second)
    await platform.revokeToken(mine.secret, '987654321')
    await platform.revokeToken(mine.secret, theirs.secret.tokenId ?? '')
    expect(await ids(mine.secret)).toEqual([mine.secret.tokenId])
    expect(await ids(theirs.secret)).toEqual([theirs.secret.tokenId])
  })

  test('an id that is not digits is refused before anything is sent', async () => {
    const { platform, first, signIn, ids } = bench()
    const { secret } = await signIn(first)
    for (const id of ['', 'abc', '1/../2', '-1', '1 ', '١']) {
      await expect(platform.revokeToken(secret, id)).rejects.toThrow(InvalidInput)
    }
    expect(await ids(secret)).toEqual([secret.tokenId])
  })

  test('people see their own tokens only', async () => {
    const { platform, first, second, signIn, ids } = bench()
    const mine = await signIn(first)
    const theirs = await signIn(second)
    await platform.createToken(mine.secret, request('mine'))
    expect(await ids(theirs.secret)).toEqual([theirs.secret.tokenId])
  })

  test.skipIf(leaveOut.includes('time'))('a token dies at the end of the fixed lifetime', async () => {
    const { platform, first, signIn, advance } = bench()
    const { lifetimeDays } = platform.facts
    expect(lifetimeDays).not.toBeNull()
    const { secret } = await signIn(first)
    await advance((lifetimeDays ?? 0) * day - 60_000)
    await platform.listTokens(secret)
    await advance(61_000)
    await expect(platform.listTokens(secret)).rejects.toThrow(CredentialRejected)
  })
}
