import { describe, expect, onTestFinished, test } from 'vitest'
import { startOidcIssuer } from '../../fakes/oidc-issuer.ts'
import { allowOnDeviceAt, WalkingBrowser } from '../../fakes/walking-browser.ts'
import { benchAt, client, failure, scopes } from './bench.ts'
import { startTokenEndpoint } from './token-endpoint.ts'

describe('the device flow, against oidc-provider', () => {
  test('a code is typed on its page, and the next question is answered by a grant', async () => {
    const issuer = await startOidcIssuer()
    const { authorization, told, slept } = benchAt(issuer.url)
    const asked = await authorization.onDevice({ client, scopes })
    expect(asked.userCode).toMatch(/^[A-Z]{4}-[A-Z]{4}$/)
    expect(asked.page).toBe(`${issuer.url}/device`)
    const granting = asked.grant()
    await allowOnDeviceAt(asked.page, asked.userCode)
    const grant = await granting
    expect(grant.scopes).toEqual(scopes)
    expect(new Set(slept)).toEqual(new Set([5000]))
    expect((await authorization.refresh(client, grant.refresh ?? grant.access)).access).toBeDefined()
    expect(told.join('\n')).not.toContain(grant.access.reveal())
  })

  test('a refusal there is one line, exit 3', async () => {
    const issuer = await startOidcIssuer()
    const { authorization } = benchAt(issuer.url)
    const asked = await authorization.onDevice({ client, scopes })
    const browser = new WalkingBrowser()
    const confirm = await browser.submit(await browser.open(asked.page), { user_code: asked.userCode })
    await browser.submit(confirm, { abort: 'yes' })
    expect(await failure(asked.grant())).toMatchObject({
      name: 'SignInRejected',
      exitCode: 3,
      message: 'the sign-in was refused in the browser',
    })
  })
})

describe('the questions of the device flow', () => {
  async function asking(...answers: Parameters<typeof startTokenEndpoint>[0]) {
    return await askingFor(undefined, ...answers)
  }
  async function askingFor(waitMs: number | undefined, ...answers: Parameters<typeof startTokenEndpoint>[0]) {
    const server = await startTokenEndpoint(answers)
    onTestFinished(() => server.close())
    const bench = benchAt(server.url)
    const asked = await bench.authorization.onDevice({ client, scopes, waitMs })
    return { ...bench, asked, server }
  }
  const granted = { access_token: 'an-access-token', token_type: 'Bearer', expires_in: 60 }

  test('slow_down adds five seconds for good', async () => {
    const { asked, slept } = await asking(
      { status: 400, body: { error: 'authorization_pending' } },
      { status: 400, body: { error: 'slow_down' } },
      { status: 400, body: { error: 'authorization_pending' } },
      { status: 200, body: granted },
    )
    expect((await asked.grant()).access.reveal()).toBe('an-access-token')
    expect(slept).toEqual([5000, 5000, 10_000, 10_000])
  })

  test('a server in trouble is asked less often, not given up', async () => {
    const { asked, slept } = await asking({ status: 503, body: {} }, { status: 200, body: granted })
    await asked.grant()
    expect(slept).toEqual([5000, 10_000])
  })

  test('a code that expired is one line, exit 3', async () => {
    const { asked } = await asking({ status: 400, body: { error: 'expired_token' } })
    expect(await failure(asked.grant())).toMatchObject({
      name: 'SignInExpired',
      exitCode: 3,
      message: 'nobody entered the code in time',
    })
  })

  test('it asks no longer than the code lives', async () => {
    const pending = { status: 400, body: { error: 'authorization_pending' } }
    const { asked, server } = await asking(...Array.from({ length: 200 }, () => pending))
    expect(await failure(asked.grant())).toMatchObject({ name: 'SignInExpired' })
    expect(server.asked).toBeLessThan(120)
  })

  // Regressed: `--wait` was passed over in silence.
  test('nor longer than it is told to wait', async () => {
    const pending = { status: 400, body: { error: 'authorization_pending' } }
    const { asked, slept } = await askingFor(12_000, pending, pending, pending)
    expect(await failure(asked.grant())).toMatchObject({ name: 'SignInExpired' })
    expect(slept).toEqual([5000, 5000])
  })

  test('what is no answer is not understood, and ends it', async () => {
    const { asked } = await asking({ status: 200, body: { nothing: true } })
    expect(await failure(asked.grant())).toMatchObject({ name: 'AnswerNotUnderstood', exitCode: 6 })
  })
})
