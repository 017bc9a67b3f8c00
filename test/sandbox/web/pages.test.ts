import { Secret as OtpSecret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { addUser } from '../../../src/sandbox/add-user.ts'
import { createToken, day, listTokens, movableClock, sandboxFor, signIn } from '../client.ts'
import { signInOn, withBrowser } from './browser.ts'

const open = withBrowser()
const developers = 'account-settings/developers'
const rows = (page: Page) => page.getByRole('row').filter({ has: page.getByRole('rowheader') })
const secretField = (page: Page) => page.getByLabel('Secret of')

async function create(page: Page, name: string): Promise<string> {
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('button', { name: 'Create token' }).click()
  return secretField(page).inputValue()
}

describe('signing in', () => {
  test('leads to Developers, and signing out leads back', async () => {
    const sandbox = await sandboxFor()
    const page = await open()
    await page.goto(`${sandbox.webUrl}${developers}`)
    expect(page.url()).toBe(sandbox.webUrl)
    await signInOn(page, sandbox)
    expect(page.url()).toBe(`${sandbox.webUrl}${developers}`)
    await page.goto(sandbox.webUrl)
    expect(page.url()).toBe(`${sandbox.webUrl}${developers}`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    expect(page.url()).toBe(sandbox.webUrl)
    await page.goto(`${sandbox.webUrl}${developers}`)
    expect(page.url()).toBe(sandbox.webUrl)
  })

  test('a wrong password is told, the address stays', async () => {
    const sandbox = await sandboxFor()
    const page = await open()
    await signInOn(page, sandbox, { email: sandbox.email, password: 'wrong' })
    expect(await page.getByRole('alert').textContent()).toBe('These credentials do not match our records.')
    expect(await page.getByLabel('E-mail').inputValue()).toBe(sandbox.email)
    expect(await page.getByLabel('Password').inputValue()).toBe('')
  })

  test('banned and unverified accounts are told', async () => {
    const sandbox = await sandboxFor()
    const { dataDir } = sandbox
    const page = await open()
    const alert = () => page.getByRole('alert').textContent()
    await signInOn(page, sandbox, await addUser({ dataDir, email: 'bad@beatpass.test', banned: true }))
    expect(await alert()).toBe('This account is banned.')
    await signInOn(page, sandbox, await addUser({ dataDir, email: 'new@beatpass.test', unverified: true }))
    expect(await alert()).toBe('Your email address is not verified.')
  })

  test('two-factor asks for the code', async () => {
    const sandbox = await sandboxFor()
    const user = await addUser({ dataDir: sandbox.dataDir, email: 'two@beatpass.test', twoFactor: true })
    const page = await open()
    await signInOn(page, sandbox, user)
    expect(page.url()).toBe(`${sandbox.webUrl}two-factor`)
    await page.goto(`${sandbox.webUrl}${developers}`)
    expect(page.url()).toBe(sandbox.webUrl)
    await page.goto(`${sandbox.webUrl}two-factor`)
    await page.getByLabel('Code').fill('12345')
    await page.keyboard.press('Enter')
    expect(await page.getByRole('alert').textContent()).toBe('The code is not right.')
    await page
      .getByLabel('Code')
      .fill(new TOTP({ secret: OtpSecret.fromBase32(user.totpSecret ?? '') }).generate())
    await page.keyboard.press('Enter')
    await page.waitForURL(`${sandbox.webUrl}${developers}`)
  })

  test('attempts count together with those of the API', async () => {
    const sandbox = await sandboxFor({ clock: movableClock().clock })
    for (let n = 0; n < 5; n++) await signIn(sandbox)
    const page = await open()
    await signInOn(page, sandbox)
    expect(await page.getByRole('alert').textContent()).toBe('Too many attempts: try again in 60 seconds.')
  })
})

describe('Developers', () => {
  test('a token is created, shown once, works, and is listed', async () => {
    const sandbox = await sandboxFor()
    const page = await open()
    await signInOn(page, sandbox)
    const secret = await create(page, 'ci-main')
    expect(secret).toMatch(/^1\|[A-Za-z0-9]{48}$/)
    expect((await listTokens(sandbox, secret)).map(({ name }) => name)).toEqual(['ci-main'])
    await page.reload()
    expect(await secretField(page).count()).toBe(0)
    expect(await page.content()).not.toContain(secret.split('|')[1])
    const [row] = await rows(page).allTextContents()
    expect(row).toMatch(/ci-main\s+id 1.*\d{4}-\d\d-\d\d \d\d:\d\d/s)
    expect(row).not.toContain('never')
  })

  test('the copy button copies and says so', async () => {
    const sandbox = await sandboxFor()
    const page = await open({ permissions: ['clipboard-read', 'clipboard-write'] })
    await signInOn(page, sandbox)
    const secret = await create(page, 'ci-main')
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByText('Copied.').waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(secret)
  })

  test('the newest token stands first; an expired one is marked', async () => {
    const { clock, move } = movableClock()
    const sandbox = await sandboxFor({ clock })
    await createToken(sandbox, await signIn(sandbox), 'old one')
    move(90 * day)
    const page = await open()
    await signInOn(page, sandbox)
    await create(page, 'new one')
    const texts = await rows(page).allTextContents()
    expect(texts.map(text => /^\s*(new one|old one|session)/.exec(text)?.[1])).toEqual([
      'new one',
      'old one',
      'session',
    ])
    expect(texts.map(text => text.includes('expired'))).toEqual([false, true, true])
    expect(texts[0]).toMatch(/2026-05-30 12:00\s*never\s*2026-08-28 12:00/)
  })

  test('deleting asks first', async () => {
    const sandbox = await sandboxFor()
    const page = await open()
    const session = await signIn(sandbox)
    const { secret } = await createToken(sandbox, session, 'to go')
    await signInOn(page, sandbox)
    await page.getByRole('link', { name: 'Delete to go, id 2' }).click()
    await page.getByRole('link', { name: 'Keep it' }).click()
    expect(await rows(page).count()).toBe(2)
    await page.getByRole('link', { name: 'Delete to go, id 2' }).click()
    await page.getByRole('button', { name: 'Delete token' }).click()
    expect(await rows(page).count()).toBe(1)
    await expect(listTokens(sandbox, secret)).rejects.toThrow()
    expect(await listTokens(sandbox, session)).toHaveLength(1)
  })

  test('a name that is too short is told beside the field', async () => {
    const sandbox = await sandboxFor()
    const page = await open({ javaScriptEnabled: false })
    await signInOn(page, sandbox)
    await page.getByLabel('Name', { exact: true }).fill(' a ')
    await page.locator('form.row').evaluate(form => form.setAttribute('novalidate', ''))
    await page.getByRole('button', { name: 'Create token' }).click()
    expect(await page.getByRole('alert').textContent()).toBe('A name has 3 to 100 characters.')
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe(' a ')
  })

  test('a name is text and nothing else', async () => {
    const sandbox = await sandboxFor()
    const page = await open()
    const name = `<img src=x onerror="document.title='owned'"> & "q" 'a'`
    await signInOn(page, sandbox)
    await create(page, name)
    await page.reload()
    expect(await rows(page).first().textContent()).toContain(name)
    expect(await page.title()).toBe('Developers · BeatPass sandbox')
  })

  test('without API access there is nothing to create', async () => {
    const sandbox = await sandboxFor()
    const page = await open()
    await signInOn(
      page,
      sandbox,
      await addUser({ dataDir: sandbox.dataDir, email: 'no@beatpass.test', apiAccess: false }),
    )
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual(['No API access'])
    expect(await page.getByRole('button').allTextContents()).toEqual(['Sign out'])
  })
})
