import * as oauth from 'oauth4webapi'
import { describe, expect, test } from 'vitest'
import { movableClock } from '../client.ts'
import { person } from '../person.ts'
import { beatconnect, call, cli, type Flow, insecure } from './oauth.ts'

async function started(options = {}) {
  const { clock, move } = movableClock()
  const flow = await beatconnect({ clock, ...options })
  const parameters = new URLSearchParams({ scope: 'keys.manage' })
  const answer = await oauth.deviceAuthorizationRequest(
    ...([flow.server, cli, oauth.None(), parameters] as const),
    insecure,
  )
  return { flow, move, device: await oauth.processDeviceAuthorizationResponse(flow.server, cli, answer) }
}
async function poll(flow: Flow, code: string) {
  const answer = await oauth.deviceCodeGrantRequest(flow.server, cli, oauth.None(), code, insecure)
  return oauth.processDeviceCodeResponse(flow.server, cli, answer)
}
const refused = (error: string) => ({ name: 'ResponseBodyError', error })
const decide = (flow: Flow, user_code: string, decision: string) =>
  flow.someone
    .get('/oauth/device')
    .then(async page => /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '')
    .then(csrf => flow.someone.submit('/oauth/device/decision', { user_code, decision }, csrf))

describe('a device', () => {
  test('gets a code for the person, waits, and has its tokens once', async () => {
    const { flow, move, device } = await started()
    expect(device).toMatchObject({
      user_code: expect.stringMatching(/^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/),
      verification_uri: `${flow.server.issuer}/oauth/device`,
      verification_uri_complete: `${flow.server.issuer}/oauth/device?user_code=${device.user_code}`,
      expires_in: 600,
      interval: 5,
    })
    await expect(poll(flow, device.device_code)).rejects.toMatchObject(refused('authorization_pending'))
    const typed = device.user_code.toLowerCase().replace('-', ' ')
    expect((await decide(flow, typed, 'allow')).status).toBe(200)
    move(5000)
    const tokens = await poll(flow, device.device_code)
    expect(tokens.scope).toBe('keys.manage')
    expect((await call(flow, 'GET', '/keys', tokens.access_token)).status).toBe(200)
    await expect(poll(flow, device.device_code)).rejects.toMatchObject(refused('invalid_grant'))
  })

  test('that asks too soon is told to slow down, and to wait 5 seconds more', async () => {
    const { flow, move, device } = await started()
    const next = () => poll(flow, device.device_code)
    await expect(next()).rejects.toMatchObject(refused('authorization_pending'))
    move(4900)
    await expect(next()).rejects.toMatchObject(refused('slow_down'))
    move(5000)
    await expect(next()).rejects.toMatchObject(refused('slow_down'))
    move(15_000)
    await expect(next()).rejects.toMatchObject(refused('authorization_pending'))
  })

  test('that was denied, or is late, is told so', async () => {
    const { flow, move, device } = await started()
    await decide(flow, device.user_code, 'deny')
    await expect(poll(flow, device.device_code)).rejects.toMatchObject(refused('access_denied'))
    const late = await started()
    move(0)
    late.move(600_000)
    await expect(poll(late.flow, late.device.device_code)).rejects.toMatchObject(refused('expired_token'))
    expect((await decide(late.flow, late.device.user_code, 'allow')).status).toBe(422)
  })
})

describe('the page', () => {
  const ask = async (flow: Flow, user_code: string) => flow.someone.submit('/oauth/device', { user_code })

  test('asks with a warning, shows the code, and decides once', async () => {
    const { flow, device } = await started()
    const page = await (await ask(flow, device.user_code)).text()
    for (const part of ['Only go on if you started this yourself', device.user_code, 'keys.manage']) {
      expect(page).toContain(part)
    }
    expect((await decide(flow, device.user_code, 'allow')).status).toBe(200)
    expect((await decide(flow, device.user_code, 'deny')).status).toBe(422)
    expect((await poll(flow, device.device_code)).access_token).toMatch(/^bcat_/)
  })

  test('has 10 guesses a minute', async () => {
    const { flow, device } = await started()
    for (let n = 0; n < 10; n++) expect((await ask(flow, 'BBBB-BBBB')).status).toBe(422)
    expect((await ask(flow, device.user_code)).status).toBe(429)
    expect((await decide(flow, device.user_code, 'allow')).status).toBe(429)
  })

  test('needs a sign-in, which leads back with the code', async () => {
    const { flow, device } = await started()
    const visitor = person(flow.sandbox)
    expect((await visitor.get(device.verification_uri_complete ?? '')).headers.get('location')).toBe('/')
    const page = await (await visitor.get('/')).text()
    const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
    const { email, password } = flow.sandbox
    const got = await visitor.submit('/sign-in', { email, password }, csrf)
    expect(got.headers.get('location')).toBe(`/oauth/device?user_code=${device.user_code}`)
  })
})
