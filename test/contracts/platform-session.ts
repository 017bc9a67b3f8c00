import { expect, test } from 'vitest'
import {
  CredentialRejected,
  InputRefused,
  NotSupported,
  SignInRejected,
  TwoFactorRequired,
} from '../../src/domain/errors.ts'
import { Secret } from '../../src/domain/secret.ts'
import type { Expected, LeftOut, PlatformBench } from './platform.ts'

/** Signing in and what a credential is. */
export function sessionContract(
  bench: () => PlatformBench,
  { facts, can }: Expected,
  leaveOut: readonly LeftOut[],
): void {
  const byPassword = facts.signIn.kinds.includes('password')
  if (byPassword) passwordContract(bench, { facts, can }, leaveOut)
  else
    test('a sign-in by password is refused, and nothing is sent', async () => {
      const { first, signIn, requests } = bench()
      await expect(signIn(first)).rejects.toThrow(NotSupported)
      expect(requests?.()).toEqual([])
    })

  test('a credential that is none is rejected by every call that takes one', async () => {
    const { platform, first, makeByHand, credentialOf } = bench()
    const secret = (await makeByHand?.(first, 'ci-main')) ?? (await credentialOf(first))
    const text = secret.reveal()
    const damaged = new Secret(`${text.slice(0, -9)}${text.at(-9) === 'a' ? 'b' : 'a'}${text.slice(-8)}`)
    for (const wrong of [damaged, new Secret('999999|nothing'), new Secret('nothing')]) {
      await expect(platform.listTokens(wrong)).rejects.toThrow(CredentialRejected)
      if (!can('list')) continue
      const request = { name: 'new', expiresAt: null }
      await expect(platform.createToken(wrong, request)).rejects.toThrow(CredentialRejected)
      await expect(platform.revokeToken(wrong, '1')).rejects.toThrow(CredentialRejected)
    }
    expect((await platform.listTokens(secret)).account.email).toBe(first.email)
  })

  test('the platform tells its time, in whole seconds', async () => {
    const { platform, first, makeByHand, credentialOf } = bench()
    const secret = (await makeByHand?.(first, 'ci-main')) ?? (await credentialOf(first))
    const { serverTime } = await platform.listTokens(secret)
    expect(serverTime?.getMilliseconds()).toBe(0)
  })
}

function passwordContract(
  bench: () => PlatformBench,
  { facts, can }: Expected,
  leaveOut: readonly LeftOut[],
): void {
  test('a sign-in gives a secret that names its token, and says who it is', async () => {
    const { platform, first, signIn } = bench()
    const { secret, account } = await signIn(first)
    expect(account?.email).toBe(first.email)
    expect(account?.id).toMatch(/^\d+$/)
    const list = await platform.listTokens(secret)
    expect(list.account).toEqual(account)
    const session = { id: secret.tokenId, name: 'beatpass cli on here', revoked: false }
    expect(list.tokens).toMatchObject(can('list') ? [session] : [])
  })

  test('a wrong password, or nobody of that name, is rejected', async () => {
    const { first, signIn } = bench()
    await expect(signIn({ ...first, password: new Secret('wrong') })).rejects.toThrow(SignInRejected)
    await expect(signIn({ ...first, email: 'nobody@x.test' })).rejects.toThrow(SignInRejected)
  })

  test('a sign-in with a name that is too short is refused', async () => {
    const { first, signIn } = bench()
    await expect(signIn(first, 'a'.repeat(facts.names.min - 1))).rejects.toThrow(InputRefused)
  })

  if (facts.signIn.endsNamesakes)
    test('a sign-in ends every token of its name, made by hand or not, and no other', async () => {
      const { platform, first, second, signIn, ids } = bench()
      const old = await signIn(first, 'the same')
      const created = await platform.createToken(old.secret, { name: 'the same', expiresAt: null })
      const kept = await platform.createToken(old.secret, { name: 'another', expiresAt: null })
      const theirs = await signIn(second, 'the same')
      const fresh = await signIn(first, 'the same')
      expect(await ids(fresh.secret)).toEqual([kept.token.id, fresh.secret.tokenId])
      await expect(platform.listTokens(old.secret)).rejects.toThrow(CredentialRejected)
      await expect(platform.listTokens(created.secret)).rejects.toThrow(CredentialRejected)
      expect(await ids(theirs.secret)).toEqual([theirs.secret.tokenId])
    })
  else
    test('a sign-in leaves earlier tokens of its name alone', async () => {
      const { platform, first, signIn } = bench()
      const old = await signIn(first, 'the same')
      const fresh = await signIn(first, 'the same')
      expect(fresh.secret.tokenId).not.toBe(old.secret.tokenId)
      for (const { secret } of [old, fresh])
        expect((await platform.listTokens(secret)).account.email).toBe(first.email)
    })

  test.skipIf(leaveOut.includes('second factor'))(
    'a second factor is asked for, checked and accepted',
    async () => {
      const { platform, guarded } = bench()
      if (!guarded) throw new Error('the bench has nobody with a second factor')
      const request = { email: guarded.email, password: guarded.password, tokenName: 'beatpass cli' }
      await expect(platform.signIn(request)).rejects.toThrow(TwoFactorRequired)
      const wrong = new Secret(guarded.code().reveal() === '000000' ? '111111' : '000000')
      await expect(platform.signIn({ ...request, otp: wrong })).rejects.toThrow(SignInRejected)
      const { secret } = await platform.signIn({ ...request, otp: guarded.code() })
      expect((await platform.listTokens(secret)).account.email).toBe(guarded.email)
    },
  )
}
