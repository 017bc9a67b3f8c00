import { expect, test } from 'vitest'
import { CredentialRejected, InputRequired, NotSupported, SignInRejected } from '../../src/domain/errors.ts'
import { Secret } from '../../src/domain/secret.ts'
import type { Platform, TokenPage } from '../../src/ports/platform.ts'
import type { Expected, PlatformBench } from './platform.ts'

const credential = new Secret('1|nothing')

async function firstPage(platform: Platform): Promise<TokenPage | undefined> {
  for await (const page of platform.tokenPages(credential)) return page
  return undefined
}

/** What is left to the web page: refused with the page to open, and nothing is sent. And the one create that is a sign-in. */
export function pagesContract(bench: () => PlatformBench, { facts, can }: Expected): void {
  const uses = {
    create: (platform: Platform) => platform.createToken(credential, { name: 'ci-main', expiresAt: null }),
    list: (platform: Platform) => firstPage(platform),
    revoke: (platform: Platform) => platform.revokeToken(credential, '1'),
  }
  for (const verb of ['create', 'list', 'revoke'] as const) {
    if (can(verb)) continue
    test(`to ${verb} is refused with the page to open, and nothing is sent`, async () => {
      const { platform, requests } = bench()
      const error = await uses[verb](platform).then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      expect(error).toBeInstanceOf(NotSupported)
      const page = facts.page(verb, platform.apiUrl)
      expect(error).toMatchObject({ hint: expect.stringContaining(page) })
      expect(requests?.()).toEqual([])
    })
  }
  if (!can('list')) byHand(bench)
  if (facts.createsBy === 'sign-in') signInCreates(bench)
}

function byHand(bench: () => PlatformBench): void {
  test('a token that was made by hand says whose it is, and is dead once it was ended', async () => {
    const { platform, first, makeByHand, endByHand } = bench()
    if (!makeByHand || !endByHand) throw new Error('the bench cannot do what a person does on the page')
    const secret = await makeByHand(first, 'by hand')
    const list = await platform.listTokens(secret)
    expect(list).toMatchObject({ account: { email: first.email }, tokens: [], partial: true })
    expect(JSON.stringify(list)).not.toContain(secret.reveal().slice(-12))
    await endByHand(first, secret.tokenId ?? '1')
    await expect(platform.listTokens(secret)).rejects.toThrow(CredentialRejected)
  })
}

function signInCreates(bench: () => PlatformBench): void {
  test('a create is a sign-in with its name, takes the password, and leaves the others alone', async () => {
    const { platform, first, credentialOf } = bench()
    const session = await credentialOf(first)
    const request = { name: 'ci-main', expiresAt: null }
    await expect(platform.createToken(session, request)).rejects.toThrow(InputRequired)
    const wrong = { ...request, signIn: { ...first, password: new Secret('wrong') } }
    await expect(platform.createToken(session, wrong)).rejects.toThrow(SignInRejected)
    const { token, secret, serverTime } = await platform.createToken(session, { ...request, signIn: first })
    expect(token).toMatchObject({ id: secret.tokenId, name: 'ci-main', createdAt: serverTime })
    for (const one of [session, secret])
      expect((await platform.listTokens(one)).account.email).toBe(first.email)
  })
}
