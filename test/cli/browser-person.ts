import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { AgeStore } from '../../src/adapters/secret-stores/age.ts'
import type { RunningSandbox, SandboxOptions } from '../../src/sandbox/start-sandbox.ts'
import { signedIn } from '../sandbox/person.ts'
import type { Running } from './beatpass.ts'
import { newPerson, type Person } from './person.ts'

/** Somebody with an account on a sandbox of BeatConnect, whose browser hands the page to the test. */
export async function newBrowserPerson(options: SandboxOptions = {}): Promise<Person> {
  const person = await newPerson({ platform: 'beatconnect', clock: () => new Date(), ...options })
  const script = join(person.home, 'browser')
  await writeFile(
    script,
    `#!/bin/sh\nprintf %s "$1" > "${person.home}/page.part"\nmv "${person.home}/page.part" "${person.home}/page"\n`,
  )
  await chmod(script, 0o755)
  person.env = { ...person.env, BEATPASS_PLATFORM: 'beatconnect', BROWSER: script }
  return person
}

/** The page that beatpass had its browser open, once it waits for the answer. */
export async function openedPage(person: Person, running: Running): Promise<string> {
  await running.said(/waiting for the answer/)
  return await readFile(join(person.home, 'page'), 'utf8')
}

/** Signs in on the sandbox's page, with the code of the second factor where one is wanted. */
export async function signInThere(page: Page, { email, password }: { email: string; password: string }) {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Signs in on the sandbox's pages without a browser and allows; gives the address that leads back. */
export async function allowedBy(asked: string, sandbox: RunningSandbox): Promise<URL> {
  const someone = await signedIn(sandbox)
  const answer = await someone.submit(asked, { decision: 'allow' })
  return new URL(answer.headers.get('location') ?? '')
}

/** Signs a person in with the browser, without one. */
export async function signInByBrowser(person: Person, line = 'login --browser'): Promise<void> {
  const running = person.start(line)
  await fetch(await allowedBy(await openedPage(person, running), person.sandbox))
  const { exitCode, stderr } = await running.ended
  if (exitCode !== 0) throw new Error(`the sign-in failed: ${stderr}`)
}

/** What rests in the person's age file. */
export function storeOf({ home, env }: Person): AgeStore {
  const path = join(home, '.local/share/beatpass/secrets.age')
  return new AgeStore({
    path,
    identityPath: env.BEATPASS_AGE_IDENTITY,
    passphrasePath: undefined,
    askSecret: undefined,
  })
}

/** The two tokens of a session that was granted in the browser. */
export async function sessionTokens(person: Person): Promise<{ access?: string; refresh?: string }> {
  const read = async (account: string) =>
    (await storeOf(person).read({ service: 'beatpass-session', account }))?.reveal()
  const [access, refresh] = [await read('default'), await read('default/refresh')]
  return { ...(access ? { access } : {}), ...(refresh ? { refresh } : {}) }
}
