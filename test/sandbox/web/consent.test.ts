import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Secret as OtpSecret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { addUser } from '../../../src/sandbox/add-user.ts'
import { authorizeUrl, beatconnect, call, exchange, tokensFor } from '../beatconnect/oauth.ts'
import { signInOn, withBrowser } from './browser.ts'

const open = withBrowser()

/** Somebody's server: what it was asked, and one page that it answers with. */
async function listener(host: string, page = 'Thank you') {
  const asked: string[] = []
  const server = createServer((request, response) => {
    if (request.url !== '/favicon.ico') asked.push(request.url ?? '')
    response.setHeader('Content-Type', 'text/html').end(`<!doctype html><title>it</title>${page}`)
  })
  await new Promise<void>(resolve => server.listen(0, host, resolve))
  onTestFinished(() => void server.close())
  return { asked, port: (server.address() as AddressInfo).port }
}
const allow = (page: Page) => page.getByRole('button', { name: 'Allow' }).click()

describe('the consent page in a browser', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1', true],
    ['[::1]', '::1', true],
    ['127.0.0.1', '127.0.0.1', false],
  ])('leads back to %s (listening on %s, scripts %s)', async (host, address, javaScriptEnabled) => {
    const flow = await beatconnect()
    const { asked, port } = await listener(address)
    const redirectUri = `http://${host}:${port}/callback`
    const page = await open({ javaScriptEnabled })
    await page.goto((await authorizeUrl(flow, { redirectUri })).href)
    await page.getByLabel('E-mail').fill(flow.sandbox.email)
    await page.getByLabel('Password').fill(flow.sandbox.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Allow beatpass to use your account?' }).waitFor()
    await allow(page)
    await page.waitForURL(`${redirectUri}?**`)
    expect(asked).toHaveLength(1)
    const tokens = await exchange(flow, new URL(page.url()), { redirectUri })
    expect(tokens.scope).toBe('keys.manage')
  })

  test('by keyboard alone, with a second factor, denied', async () => {
    const flow = await beatconnect()
    const user = await addUser({ dataDir: flow.sandbox.dataDir, email: 'two@beatpass.test', twoFactor: true })
    const { port } = await listener('127.0.0.1')
    const redirectUri = `http://127.0.0.1:${port}/callback`
    const page = await open()
    const focused = () =>
      page.evaluate<string>('document.activeElement.textContent.trim() || document.activeElement.id')
    const tabTo = async (what: string) => {
      for (let n = 0; n < 12 && (await focused()) !== what; n++) await page.keyboard.press('Tab')
      expect(await focused()).toBe(what)
    }
    await page.goto((await authorizeUrl(flow, { redirectUri })).href)
    await tabTo('email')
    await page.keyboard.type(user.email)
    await tabTo('password')
    await page.keyboard.type(user.password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Two-factor authentication' }).waitFor()
    expect(await focused()).toBe('code')
    await page.keyboard.type(new TOTP({ secret: OtpSecret.fromBase32(user.totpSecret ?? '') }).generate())
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Allow beatpass' }).waitFor()
    await tabTo('Deny')
    await page.keyboard.press('Enter')
    await page.waitForURL(`${redirectUri}?error=access_denied**`)
    expect(new URL(page.url()).searchParams.get('state')).toBe('a-state')
  })

  test('leads to an https address that was registered', async () => {
    const flow = await beatconnect()
    const redirectUri = 'https://shop.example.com/callback'
    const { access_token } = await tokensFor(flow, 'apps.manage')
    const app = { name: 'Shop', type: 'web', redirect_uris: [redirectUri], scopes: ['user.profile'] }
    const { data } = (await call(flow, 'POST', '/apps', access_token, app)).json as { data: { id: string } }
    const page = await open()
    await page.route('https://shop.example.com/**', route => route.fulfill({ body: 'Welcome' }))
    await signInOn(page, flow.sandbox)
    const asked = { client: { client_id: data.id }, redirectUri, scope: 'user.profile' }
    await page.goto((await authorizeUrl(flow, asked)).href)
    expect(await page.getByText('shop.example.com').count()).toBe(1)
    await allow(page)
    await page.waitForURL(`${redirectUri}?code=**`)
  })

  test('knows who comes from another site, and cannot be framed by it', async () => {
    const flow = await beatconnect()
    const url = (await authorizeUrl(flow)).href
    const link = `<a href="${url.replaceAll('&', '&amp;')}">Go</a>`
    const { port } = await listener(
      '127.0.0.1',
      `${link}<iframe src="${url.replaceAll('&', '&amp;')}"></iframe>`,
    )
    const page = await open()
    await signInOn(page, flow.sandbox)
    const complaints: string[] = []
    page.on('console', message => complaints.push(message.text()))
    await page.goto(`http://localhost:${port}/`)
    await expect.poll(() => complaints.join()).toMatch(/frame/i)
    await page.getByRole('link', { name: 'Go' }).click()
    await page.getByRole('heading', { name: 'Allow beatpass to use your account?' }).waitFor()
  })
})

test('a device is allowed from its link', async () => {
  const flow = await beatconnect()
  const page = await open()
  const asked = await fetch(flow.server.device_authorization_endpoint ?? '', {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'beatpass-cli', scope: 'keys.manage' }),
  })
  const device = (await asked.json()) as { verification_uri_complete: string; device_code: string }
  await page.goto(device.verification_uri_complete)
  await page.getByLabel('E-mail').fill(flow.sandbox.email)
  await page.getByLabel('Password').fill(flow.sandbox.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Go on' }).click()
  expect(await page.getByText('Only go on if you started this yourself').count()).toBe(1)
  await allow(page)
  await page.getByRole('heading', { name: 'Allowed' }).waitFor()
  const granted = await fetch(flow.server.token_endpoint ?? '', {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_id: 'beatpass-cli',
      device_code: device.device_code,
    }),
  })
  expect(granted.status).toBe(200)
})
