import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { sandboxFor, send } from '../client.ts'
import { signInOn, withBrowser } from './browser.ts'

const open = withBrowser()
const rows = (page: Page) => page.getByRole('rowheader')

describe('a form of somebody else', () => {
  test('without the CSRF token, or with a wrong one, nothing happens', async () => {
    const sandbox = await sandboxFor()
    const page = await open()
    await signInOn(page, sandbox)
    const url = `${sandbox.webUrl}account-settings/developers/tokens`
    for (const form of [
      { name: 'forged' },
      { name: 'forged', csrf: '' },
      { name: 'forged', csrf: 'x'.repeat(32) },
    ]) {
      const answer = await page.request.post(url, { form })
      expect(answer.status()).toBe(403)
      expect(await answer.text()).toContain('Nothing was changed.')
    }
    await page.reload()
    expect(await rows(page).count()).toBe(0)
  })

  test('with the right token but from another origin, nothing happens', async () => {
    const sandbox = await sandboxFor()
    const page = await open()
    await signInOn(page, sandbox)
    const csrf = (await page.locator('input[name=csrf]').first().getAttribute('value')) ?? ''
    const url = `${sandbox.webUrl}account-settings/developers/tokens`
    const post = (origin: string) =>
      page.request.post(url, { form: { name: 'made', csrf }, headers: { origin }, maxRedirects: 0 })
    expect((await post('http://evil.test')).status()).toBe(403)
    expect((await post(new URL(url).origin)).status()).toBe(303)
  })

  test('sign-in and sign-out need it too', async () => {
    const sandbox = await sandboxFor()
    const page = await open()
    await signInOn(page, sandbox)
    const { email, password } = sandbox
    for (const [path, form] of [
      ['sign-out', {}],
      ['sign-in', { email, password }],
      ['two-factor', { code: '1' }],
    ] as const) {
      expect((await page.request.post(`${sandbox.webUrl}${path}`, { form })).status()).toBe(403)
    }
    await page.reload()
    expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(1)
  })
})

test('pages are strict: policy, cookie, no caching', async () => {
  const sandbox = await sandboxFor()
  const { headers } = await send('GET', sandbox.webUrl)
  expect(headers).toMatchObject({
    'content-security-policy': expect.stringMatching(
      /^default-src 'none'; style-src 'self'; script-src 'self';.*frame-ancestors 'none'$/,
    ),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
  })
  expect(headers['set-cookie']).toEqual([
    expect.stringMatching(/^beatpass_sandbox_\d+=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict$/),
  ])
})

test('signing in gives a fresh session', async () => {
  const sandbox = await sandboxFor()
  const page = await open()
  await page.goto(sandbox.webUrl)
  const [before] = await page.context().cookies()
  await signInOn(page, sandbox)
  const [after] = await page.context().cookies()
  expect(after?.name).toBe(before?.name)
  expect(after?.value).not.toBe(before?.value)
  await page
    .context()
    .addCookies([{ name: before?.name ?? '', value: before?.value ?? '', url: sandbox.webUrl }])
  await page.reload()
  expect(page.url()).toBe(sandbox.webUrl)
})

test('the browser finds nothing to complain about', async () => {
  const sandbox = await sandboxFor()
  const page = await open()
  const complaints: string[] = []
  page.on('console', message => complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(error.message))
  await signInOn(page, sandbox)
  await page.getByLabel('Name', { exact: true }).fill('quiet')
  await page.getByRole('button', { name: 'Create token' }).click()
  await page.getByRole('link', { name: 'Delete quiet' }).click()
  expect(complaints).toEqual([])
})

test('the keyboard alone signs in, creates, and deletes', async () => {
  const sandbox = await sandboxFor()
  const page = await open()
  await page.goto(sandbox.webUrl)
  const focused = () =>
    page.evaluate<string>('document.activeElement.textContent.trim() || document.activeElement.id')
  const tabTo = async (what: string) => {
    for (let n = 0; n < 12 && (await focused()) !== what; n++) await page.keyboard.press('Tab')
    expect(await focused()).toBe(what)
    expect(await page.evaluate("document.activeElement.matches(':focus-visible')")).toBe(true)
  }
  await tabTo('Skip to content')
  await tabTo('email')
  await page.keyboard.type(sandbox.email)
  await tabTo('password')
  await page.keyboard.type(sandbox.password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Developers' }).waitFor()
  await tabTo('name')
  await page.keyboard.type('by keyboard')
  await page.keyboard.press('Enter')
  await page.getByText('shown this once').waitFor()
  expect(await focused()).toBe('secret')
  await tabTo('Copy')
  await tabTo('Delete by keyboard, id 1')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Delete this token?' }).waitFor()
  await tabTo('Delete token')
  await page.keyboard.press('Enter')
  await page.getByText('There are none yet.').waitFor()
})

test.each(['light', 'dark'] as const)('%s as the system is, and no wider than a phone', async colorScheme => {
  const sandbox = await sandboxFor()
  const page = await open({ colorScheme, viewport: { width: 360, height: 640 } })
  await signInOn(page, sandbox)
  await page.getByLabel('Name', { exact: true }).fill('x'.repeat(100))
  await page.getByRole('button', { name: 'Create token' }).click()
  const ground = await page.evaluate('getComputedStyle(document.body).backgroundColor')
  expect(ground).toBe(colorScheme === 'light' ? 'rgb(245, 244, 248)' : 'rgb(19, 18, 24)')
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
})
