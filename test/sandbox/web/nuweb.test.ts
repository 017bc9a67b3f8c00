import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { addUser } from '../../../src/sandbox/add-user.ts'
import type { RunningSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { day, movableClock, sandboxFor, send } from '../client.ts'
import { signInOn, withBrowser } from './browser.ts'

const open = withBrowser()
const rows = async (page: Page) =>
  (
    await page
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader') })
      .allTextContents()
  ).map(text => text.replace(/\s+/g, ' ').trim())

async function byCall({ apiUrl }: RunningSandbox, user: { email: string; password: string }, device: string) {
  const body = { email: user.email, password: user.password, device_name: device }
  const got = await send('POST', `${apiUrl}/login`, { body, headers: { 'x-nu-company-id': '1001' } })
  return (got.json as { token: string }).token
}

test('lists one’s own tokens, newest first, by id alone, with their last use in words', async () => {
  const { clock, move } = movableClock()
  const sandbox = await sandboxFor({ platform: 'nuweb', clock })
  const token = await byCall(sandbox, sandbox, 'used')
  const other = await addUser({ dataDir: sandbox.dataDir, email: 'other@beatpass.test' })
  await byCall(sandbox, other, 'not mine')
  await send('GET', `${sandbox.apiUrl}/user`, { token, headers: { 'x-nu-company-id': '1001' } })
  move(5 * day)
  await byCall(sandbox, sandbox, 'unused')
  const page = await open()
  await signInOn(page, sandbox)
  expect(await rows(page)).toEqual([
    'unused 3|•••••••• company 1001 2026-03-06 12:00 never Delete unused, id 3',
    'used 1|•••••••• company 1001 2026-03-01 12:00 5 days ago Delete used, id 1',
  ])
  expect(await page.content()).not.toContain(token.slice(2))
})

test('filters by a part of the name, in any case; deleting asks first and ends the token', async () => {
  const sandbox = await sandboxFor({ platform: 'nuweb' })
  const token = await byCall(sandbox, sandbox, 'CI-main')
  await byCall(sandbox, sandbox, 'website')
  const page = await open({ javaScriptEnabled: false })
  await signInOn(page, sandbox)
  await page.getByLabel('Filter by name').fill('ci')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/tokens?filter=ci')
  expect((await rows(page)).map(row => row.split(' ')[0])).toEqual(['CI-main'])
  await page.getByLabel('Filter by name').fill('nothing')
  await page.getByRole('button', { name: 'Filter' }).click()
  expect(await page.getByText('No name has that in it.').count()).toBe(1)
  await page.goto(`${sandbox.webUrl}tokens`)
  await page.getByRole('link', { name: 'Delete CI-main' }).click()
  await page.getByRole('button', { name: 'Delete token' }).click()
  expect((await rows(page)).map(row => row.split(' ')[0])).toEqual(['website'])
  const headers = { 'x-nu-company-id': '1001' }
  expect((await send('GET', `${sandbox.apiUrl}/user`, { token, headers })).status).toBe(401)
})
