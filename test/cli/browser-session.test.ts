import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { withBrowser } from '../sandbox/web/browser.ts'
import { atTerminal } from './at-terminal.ts'
import { refusal } from './beatpass.ts'
import { allowedBy, newBrowserPerson, sessionTokens, signInByBrowser, signInThere } from './browser-person.ts'
import { newPerson, type Person } from './person.ts'

const newPage = withBrowser()

/** As if the access token had ended by now. */
async function outdate({ home }: Person): Promise<void> {
  const path = join(home, '.config/beatpass/config.json')
  const text = await readFile(path, 'utf8')
  const outdated = text.replace(/"expiresAt": "[^"]+"/, '"expiresAt": "2020-01-01T00:00:00.000Z"')
  if (outdated === text) throw new Error(`no end of a session in ${text}`)
  await writeFile(path, outdated)
}

const kept = async ({ home }: Person) =>
  JSON.parse(await readFile(join(home, '.config/beatpass/config.json'), 'utf8')).profiles.default.session

describe('a session from the browser', () => {
  test('two runs at once renew it once, and both go on', async () => {
    const person = await newBrowserPerson()
    await signInByBrowser(person)
    const first = await sessionTokens(person)
    await outdate(person)
    const runs = await Promise.all(['whoami --json', 'tokens list --json'].map(line => person.run(line)))
    expect(runs.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual([
      { exitCode: 0, stderr: '' },
      { exitCode: 0, stderr: '' },
    ])
    expect(person.requests.filter(line => line === 'POST /oauth/token')).toHaveLength(2)
    const second = await sessionTokens(person)
    expect(second.access).not.toBe(first.access)
    expect(second.refresh).not.toBe(first.refresh)
    expect(new Date((await kept(person)).grant.expiresAt).getTime()).toBeGreaterThan(Date.now())
    expect((await person.run('whoami')).exitCode).toBe(0)
    for (const secret of [first.access, first.refresh, second.access, second.refresh])
      expect(await person.leaks(secret ?? '')).toEqual([])
  })

  test('is renewed where the platform rejects it before its time; --debug tells no token', async () => {
    let ahead = 0
    const person = await newBrowserPerson({ clock: () => new Date(Date.now() + ahead) })
    await signInByBrowser(person)
    const first = await sessionTokens(person)
    ahead = 3_700_000
    const ran = await person.run('tokens list --debug')
    expect(ran.exitCode).toBe(0)
    expect(ran.stderr).toContain('/oauth/token')
    const second = await sessionTokens(person)
    expect(second.refresh).not.toBe(first.refresh)
    for (const secret of [first.access, first.refresh, second.access, second.refresh])
      expect(await person.leaks(secret ?? '')).toEqual([])
  })

  test('whose refresh token is over is forgotten: exit 3, and what to do', async () => {
    let ahead = 0
    const person = await newBrowserPerson({ clock: () => new Date(Date.now() + ahead) })
    await signInByBrowser(person)
    ahead = 31 * 86_400_000
    expect(await person.run('tokens list')).toMatchObject(
      refusal(3, "the session of profile 'default' has ended", 'beatpass login'),
    )
    expect(await sessionTokens(person)).toEqual({})
  })

  test('is kept where nobody answers: exit 6', async () => {
    const person = await newBrowserPerson()
    await signInByBrowser(person)
    const before = await sessionTokens(person)
    await outdate(person)
    await person.sandbox.stop()
    const ran = await person.run('tokens list')
    expect(ran.exitCode).toBe(6)
    expect(ran.stderr).toMatch(
      /^beatpass: the session of profile 'default' could not be renewed: .*\nhint: .*beatpass login\n$/,
    )
    expect(await sessionTokens(person)).toEqual(before)
  })

  test('gives way to another: the one before is ended', async () => {
    const person = await newBrowserPerson()
    await signInByBrowser(person)
    const first = await sessionTokens(person)
    await signInByBrowser(person)
    expect(await sessionTokens(person)).not.toEqual(first)
    const old = await person.run('whoami', { env: { BEATPASS_TOKEN: first.access ?? '' } })
    expect(old).toMatchObject({ exitCode: 3 })
    expect(await person.run('whoami')).toMatchObject({ exitCode: 0 })
  })
})

describe('the way to sign in', () => {
  test('at a terminal it is the browser; in a pipe exit 2 and what to say, and nothing is sent', async () => {
    const person = await newBrowserPerson()
    expect(await person.run('login')).toEqual({
      ...refusal(
        2,
        'BeatConnect signs people in with a browser, and nobody can be asked',
        '--device signs in on any other machine; --with-token takes a token on stdin',
      ),
      requests: [],
    })
    const screen = atTerminal(person, 'login --wait 20s')
    const page = await pageOf(person)
    await fetch(await allowedBy(page, person.sandbox))
    const { exitCode, text } = await screen
    expect(exitCode).toBe(0)
    expect(text).toMatch(/signed in as .* \(profile default\)\n$/)
  })

  test('a machine without a browser, and nobody there: exit 2', async () => {
    const person = await newBrowserPerson()
    const ran = await person.run('login --browser', { env: { BROWSER: '/bin/false' } })
    expect(ran.exitCode).toBe(2)
    expect(ran.stderr).toContain('hint: --device signs in on any other one')
  })

  test.each(['--browser', '--device'])('%s where the platform has no such sign-in: exit 5', async way => {
    const person = await newPerson()
    const ran = await person.run(`login ${way}`)
    expect(ran).toMatchObject({ exitCode: 5, stdout: '', requests: [] })
    expect(ran.stderr).toMatch(/^beatpass: BeatPass has no sign-in in the browser\n/)
  })

  test('two ways at once, or a code that is hidden: exit 2', async () => {
    const person = await newBrowserPerson()
    expect((await person.run('login --browser --device')).exitCode).toBe(2)
    expect((await person.run('login --device --quiet')).exitCode).toBe(2)
  })
})

test('login --device --wait: no longer than that, exit 3', async () => {
  const person = await newBrowserPerson()
  const ran = await person.run('login --device --wait 1s')
  expect(ran).toMatchObject({ exitCode: 3, stdout: '' })
  expect(ran.stderr).toContain('beatpass: nobody entered the code in time\n')
})

test('login --device: the code is typed in Chromium, with the warning; then the session is there', async () => {
  const person = await newBrowserPerson()
  const running = person.start('login --device')
  let said = ''
  running.child.stderr?.on('data', text => (said += text))
  await running.said(/waiting for the answer/)
  const [, address = '', code = ''] = /open (\S+) on any device and enter the code (\S+)/.exec(said) ?? []
  expect(said).toContain('only ever enter a code that you asked for yourself, and only at that address')
  const page = await newPage()
  await page.goto(address)
  await signInThere(page, person.sandbox)
  await page.getByLabel('Code').fill(code)
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  const { exitCode, stderr } = await running.ended
  expect(exitCode).toBe(0)
  expect(stderr).toMatch(/signed in as .*\n$/)
  expect((await person.run('whoami')).exitCode).toBe(0)
})

/** The page that a run at a terminal had its browser open. */
async function pageOf({ home }: Person): Promise<string> {
  for (;;) {
    const page = await readFile(join(home, 'page'), 'utf8').catch(() => '')
    if (page !== '') return page
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
