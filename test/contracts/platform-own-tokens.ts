import { expect, test } from 'vitest'
import { CredentialRejected, InvalidInput } from '../../src/domain/errors.ts'
import { day } from '../../src/domain/status.ts'
import type { Expected, LeftOut, PlatformBench } from './platform.ts'

const request = (name: string) => ({ name, expiresAt: null })

/** What holds where a token may itself list, create and revoke, and a session is one of them. */
export function ownTokensContract(
  bench: () => PlatformBench,
  { facts }: Expected,
  leaveOut: readonly LeftOut[],
): void {
  test('a list shows when a token was last used, its own use included', async () => {
    const { platform, first, signIn } = bench()
    const { secret } = await signIn(first)
    const unused = await platform.createToken(secret, request('unused'))
    await platform.listTokens(secret)
    const { tokens } = await platform.listTokens(secret)
    expect(tokens.find(token => token.id === secret.tokenId)?.lastUsedAt).toBeInstanceOf(Date)
    expect(tokens.find(token => token.id === unused.token.id)?.lastUsedAt).toBeNull()
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

  test('an id that is not digits is refused before anything is sent', async () => {
    const { platform, first, signIn, ids } = bench()
    const { secret } = await signIn(first)
    for (const id of ['', 'abc', '1/../2', '-1', '1 ', '١']) {
      await expect(platform.revokeToken(secret, id)).rejects.toThrow(InvalidInput)
    }
    expect(await ids(secret)).toEqual([secret.tokenId])
  })

  const { lifetimeDays } = facts
  if (lifetimeDays === null) return
  test.skipIf(leaveOut.includes('time'))('a token dies at the end of the fixed lifetime', async () => {
    const { platform, first, signIn, advance } = bench()
    if (!advance) throw new Error('the bench has no clock to move')
    const { secret } = await signIn(first)
    await advance(lifetimeDays * day - 60_000)
    await platform.listTokens(secret)
    await advance(61_000)
    await expect(platform.listTokens(secret)).rejects.toThrow(CredentialRejected)
  })
}
