import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import type { RunningSandbox } from '../../../src/sandbox/start-sandbox.ts'

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** One headless Chromium for the tests of a file; without one they fail. Gives a way to open a fresh, empty profile. */
export function withBrowser(): (options?: BrowserContextOptions) => Promise<Page> {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args })
  })
  afterAll(() => browser.close())
  return async options => {
    const context = await browser.newContext(options)
    context.setDefaultTimeout(10_000)
    onTestFinished(() => context.close())
    return context.newPage()
  }
}

/** Fills in the sign-in form and sends it. */
export async function signInOn(
  page: Page,
  sandbox: RunningSandbox,
  { email, password }: { email: string; password: string } = sandbox,
): Promise<void> {
  await page.goto(sandbox.webUrl)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}
