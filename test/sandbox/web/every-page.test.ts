import type { Page } from 'playwright-core'
import { expect, test, vi } from 'vitest'
import { addUser } from '../../../src/sandbox/add-user.ts'
import type { RunningSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { authorizeUrl, beatconnect } from '../beatconnect/oauth.ts'
import { sandboxFor } from '../client.ts'
import { audit, complaintsOf } from './audit.ts'
import { signInOn, withBrowser } from './browser.ts'

const open = withBrowser()
vi.setConfig({ testTimeout: 90_000 })
const long = 'x'.repeat(100)

/** A browser at the sandbox, and whatever it finds to complain about in the end. */
async function visit(sandbox: RunningSandbox) {
  const page = await open()
  const origin = new URL(sandbox.webUrl).origin
  const complaints = complaintsOf(page, origin)
  const go = async (path: string) => {
    await page.goto(origin + path)
    await audit(page)
  }
  const click = async (role: 'button' | 'link', name: string) => {
    await Promise.all([page.waitForEvent('load'), page.getByRole(role, { name }).click()])
    await audit(page)
  }
  const press = (name: string) => click('button', name)
  const follow = (name: string) => click('link', name)
  return { page, complaints, go, press, follow }
}

async function enter(page: Page, sandbox: RunningSandbox, user?: { email: string; password: string }) {
  await signInOn(page, sandbox, user)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor({ state: 'detached' })
  await page.waitForLoadState()
  await audit(page)
}

async function refused(page: Page, field: string, wrong: string): Promise<void> {
  await page.locator('form').evaluateAll(forms => {
    for (const form of forms) form.setAttribute('novalidate', '')
  })
  await page.getByLabel(field, { exact: true }).fill(wrong)
}

test('the ways in', async () => {
  const sandbox = await sandboxFor({ rateLimit: false })
  const user = await addUser({ dataDir: sandbox.dataDir, email: 'two@beatpass.test', twoFactor: true })
  const { page, complaints, go, press } = await visit(sandbox)
  await go('/')
  await refused(page, 'E-mail', 'nobody')
  await press('Sign in')
  await enter(page, sandbox, user)
  await page.getByLabel('Code').fill('1')
  await press('Sign in')
  await go('/nowhere')
  expect(complaints.filter(text => !/status of (404|422)/.test(text))).toEqual([])
})

test.each([
  ['beatpass', 'Create token'],
  ['vebto', 'Create token'],
  ['nuweb', 'Create token'],
  ['meetzy', 'Generate token'],
])('the tokens of %s', async (platform, create) => {
  const sandbox = await sandboxFor({ platform })
  const { page, complaints, press, follow } = await visit(sandbox)
  await enter(page, sandbox)
  for (const name of ['ci-main', long]) {
    await page.getByLabel('Name', { exact: true }).fill(name)
    await press(create)
  }
  await refused(page, 'Name', ' ')
  await press(create)
  await follow('Delete ci-main')
  await press('Delete token')
  expect(complaints.filter(text => !/status of 422/.test(text))).toEqual([])
})

test('the keys of BeatConnect', async () => {
  const sandbox = await sandboxFor({ platform: 'beatconnect' })
  const { page, complaints, press, follow } = await visit(sandbox)
  await enter(page, sandbox)
  for (const name of ['ci-main', long]) {
    await page.getByLabel('Name', { exact: true }).fill(name)
    await page.getByLabel('Description').fill(name)
    if (name === long) await page.getByLabel('Replaces').selectOption('1')
    await press('Create key')
  }
  await refused(page, 'Name', ' ')
  await press('Create key')
  await follow('Revoke ci-main')
  await press('Revoke key')
  expect(await page.getByText('replaced by').count()).toBe(1)
  expect(complaints.filter(text => !/status of 422/.test(text))).toEqual([])
})

test('the applications of BeatConnect', async () => {
  const sandbox = await sandboxFor({ platform: 'beatconnect' })
  const { page, complaints, go, press, follow } = await visit(sandbox)
  await enter(page, sandbox)
  await go('/apps')
  await refused(page, 'Name', long)
  await press('Register')
  expect(await page.getByRole('alert').count()).toBe(2)
  await page.getByLabel('Redirect URIs').fill(`https://${long.slice(0, 50)}.example.com/${long}`)
  await page.getByLabel('Web: runs').check()
  await page.getByLabel('See your name').check()
  await press('Register')
  await press('New client secret')
  await go('/apps')
  await follow('Show')
  await follow('Revoke')
  await press('Revoke application')
  await follow('Show')
  expect(complaints.filter(text => !/status of 422/.test(text))).toEqual([])
})

test('the questions of BeatConnect', async () => {
  const flow = await beatconnect()
  const { page, complaints, go, press } = await visit(flow.sandbox)
  const { pathname, search } = await authorizeUrl(flow, { scope: 'keys.manage apps.manage' })
  await go(pathname + search)
  await enter(page, flow.sandbox)
  await go(`${pathname}?client_id=nobody`)
  await go('/oauth/device')
  await page.getByLabel('Code').fill('nope')
  await press('Go on')
  const asked = await fetch(flow.server.device_authorization_endpoint ?? '', {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'beatpass-cli' }),
  })
  const { user_code } = (await asked.json()) as { user_code: string }
  await go(`/oauth/device?user_code=${user_code}`)
  await press('Go on')
  await press('Deny')
  expect(complaints.filter(text => !/status of 4(22|00)/.test(text))).toEqual([])
})
