import { describe, expect, onTestFinished, test } from 'vitest'
import { Secret } from '../../../src/domain/secret.ts'
import { startOidcIssuer } from '../../fakes/oidc-issuer.ts'
import { allowAt, refuseAt } from '../../fakes/walking-browser.ts'
import { benchAt, client, failure, scopes } from './bench.ts'

const waitMs = 2_000

async function begun(owner = client) {
  const issuer = await startOidcIssuer()
  const bench = benchAt(issuer.url)
  const open = await bench.authorization.inBrowser({ client: owner, scopes, waitMs })
  onTestFinished(() => open.close())
  return { ...bench, issuer, open }
}

describe('authorization code with PKCE, against oidc-provider', () => {
  test('grants an access and a refresh token; the page asks for S256, and nothing secret is told', async () => {
    const { authorization, issuer, open, told } = await begun()
    const page = new URL(open.page)
    expect(Object.fromEntries(page.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'beatpass-cli',
      redirect_uri: open.redirectUri,
      scope: 'user.profile keys.manage',
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    })
    const back = await allowAt(open.page)
    expect((await fetch(back)).status).toBe(200)
    await open.answered()
    const grant = await open.grant()
    expect(grant.scopes).toEqual(scopes)
    expect(grant.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 3_500_000)
    expect(await authorization.facts()).toEqual({ issuer: issuer.url, onDevice: true, revokes: true })
    const trace = told.join('\n')
    expect(trace).toContain(`> POST ${issuer.url}/token`)
    for (const secret of [grant.access.reveal(), grant.refresh?.reveal(), back.searchParams.get('code')]) {
      expect(secret).toMatch(/^.{20,}$/)
      expect(trace).not.toContain(secret)
    }
  })

  test('a refresh gives a new pair; the old one is dead, and its use ends the family', async () => {
    const { authorization, open } = await begun()
    await fetch(await allowAt(open.page))
    const first = (await open.grant()).refresh ?? new Secret('')
    const second = await authorization.refresh(client, first)
    expect(second.refresh?.equals(first)).toBe(false)
    expect(await failure(authorization.refresh(client, first))).toMatchObject({
      name: 'CredentialRejected',
      message: 'the session has ended at the platform',
      cause: undefined,
    })
    const next = second.refresh ?? new Secret('')
    expect(await failure(authorization.refresh(client, next))).toMatchObject({ name: 'CredentialRejected' })
  })

  test('a revoked refresh token is dead; revoking a dead one is no error', async () => {
    const { authorization, open } = await begun()
    await fetch(await allowAt(open.page))
    const { access, refresh = new Secret('') } = await open.grant()
    await authorization.revoke(client, refresh, 'refresh')
    await authorization.revoke(client, refresh, 'refresh')
    await authorization.revoke(client, access, 'access')
    expect(await failure(authorization.refresh(client, refresh))).toMatchObject({ exitCode: 3 })
  })

  test('an application with a secret proves itself by it; a wrong one is refused without being told', async () => {
    const secret = new Secret('kept by the web app alone')
    const { open } = await begun({ id: 'web-app', secret } as typeof client)
    await fetch(await allowAt(open.page))
    expect((await open.grant()).refresh).toBeDefined()
    const wrong = new Secret('not its secret at all')
    const other = await begun({ id: 'web-app', secret: wrong } as typeof client)
    await fetch(await allowAt(other.open.page))
    const refused = await failure(other.open.grant())
    expect(refused).toMatchObject({ name: 'Forbidden', exitCode: 5, cause: undefined })
    expect(`${refused.message} ${other.told.join('\n')}`).not.toContain('not its secret')
  })

  test('a refused consent is one line, exit 3', async () => {
    const { open } = await begun()
    const shown = await fetch(await refuseAt(open.page))
    expect(await shown.text()).toContain('The sign-in was refused')
    expect(await failure(open.answered())).toEqual({
      name: 'SignInRejected',
      exitCode: 3,
      message: 'the sign-in was refused in the browser',
      cause: undefined,
    })
  })

  test('a code that is used a second time, or that the server never gave, came too late', async () => {
    const { open, told } = await begun()
    const back = await allowAt(open.page)
    back.searchParams.set('code', 'a-code-that-the-server-never-gave-out')
    await fetch(back)
    expect(await failure(open.grant())).toMatchObject({
      name: 'SignInExpired',
      exitCode: 3,
      message: 'the answer from the browser came too late or was used before',
    })
    expect(told.join('\n')).not.toContain('a-code-that')
  })

  test.each([
    ['state', 'x'.repeat(43), 'belongs to another sign-in (its state is wrong)'],
    ['iss', 'http://127.0.0.1:9', 'comes from another server (its issuer is wrong)'],
  ])('a wrong %s is one line, exit 3, and no code is traded in', async (name, value, reason) => {
    const { open, issuer } = await begun()
    const back = await allowAt(open.page)
    back.searchParams.set(name, value)
    expect((await fetch(back)).status).toBe(400)
    const refused = await failure(open.answered())
    expect(refused).toMatchObject({ name: 'SignInRejected', exitCode: 3 })
    expect(refused.message).toBe(`an answer came from the browser that ${reason}`)
    expect(issuer.requests).not.toContain('POST /token')
  })

  test('no issuer in the answer of a server that promised one is a wrong issuer', async () => {
    const { open } = await begun()
    const back = await allowAt(open.page)
    back.searchParams.delete('iss')
    await fetch(back)
    expect((await failure(open.answered())).message).toContain('its issuer is wrong')
  })
})
