import { expect, test } from 'vitest'
import { withBrowser } from '../sandbox/web/browser.ts'
import { allowedBy, newBrowserPerson, openedPage, signInByBrowser, signInThere } from './browser-person.ts'
import type { Person } from './person.ts'

const newPage = withBrowser()

async function withApp(redirectUri: string): Promise<{ person: Person; id: string }> {
  const person = await newBrowserPerson()
  await signInByBrowser(person)
  const line = ['apps', 'create', 'Beat App', '--type', 'mobile', '--redirect-uri', redirectUri]
  const created = await person.run([...line, '--scope', 'user.profile', '--scope', 'beats.read'])
  return { person, id: created.stdout.trimEnd() }
}

test('walks the whole flow in Chromium, each step redacted, and keeps nothing', async () => {
  const { person, id } = await withApp('http://127.0.0.1:3000/back/here')
  const running = person.start(`apps try ${id} --json`)
  const page = await newPage()
  await page.goto(await openedPage(person, running))
  await signInThere(page, person.sandbox)
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.getByRole('heading', { name: 'The answer has arrived' }).waitFor()
  const back = new URL(page.url())
  const { exitCode, stdout, stderr } = await running.ended
  expect(exitCode).toBe(0)
  const origin = new URL(person.sandbox.apiUrl).origin
  const tokens = {
    access_token: expect.stringMatching(/^\[\d+ characters\]$/),
    expires: expect.any(String),
    refresh_token: expect.stringMatching(/^\[\d+ characters\]$/),
    scope: 'user.profile beats.read',
  }
  expect(JSON.parse(stdout)).toEqual([
    {
      step: 'application',
      id,
      name: 'Beat App',
      type: 'mobile',
      redirect_uri: 'http://127.0.0.1:3000/back/here',
    },
    { step: 'authorization server', issuer: origin },
    {
      step: 'request',
      endpoint: `${origin}/oauth/authorize`,
      response_type: 'code',
      client_id: id,
      redirect_uri: `${back.origin}/back/here`,
      scope: 'user.profile beats.read',
      state: '[43 characters]',
      code_challenge: '[43 characters]',
      code_challenge_method: 'S256',
    },
    { step: 'answer', code: 'received once', state: 'as sent', iss: 'as expected' },
    { step: 'tokens', ...tokens },
    { step: 'refresh', ...tokens, rotated: 'yes' },
    { step: 'revocation', access_token: 'dead', refresh_token: 'dead' },
  ])
  for (const text of [back.searchParams.get('code') ?? 'no code', 'bcat_', 'bcrt_'])
    expect(stdout + stderr).not.toContain(text)
  expect((await person.run('whoami')).exitCode).toBe(0)
})

test('in a pipe each step is lines of its own, as it is done', async () => {
  const { person, id } = await withApp('http://[::1]/cb')
  const running = person.start(`apps try ${id}`)
  await running.said(/waiting for the answer/)
  const page = await openedPage(person, running)
  expect(new URL(page).searchParams.get('redirect_uri')).toMatch(/^http:\/\/\[::1\]:\d+\/cb$/)
  await fetch(await allowedBy(page, person.sandbox))
  const { exitCode, stdout } = await running.ended
  expect(exitCode).toBe(0)
  expect(stdout).toContain('answer.state\tas sent\n')
  expect(stdout).toMatch(/revocation\.refresh_token\tdead\n$/)
})

test('a walk that fails midway leaves the steps that were done as whole JSON', async () => {
  const { person, id } = await withApp('http://127.0.0.1/cb')
  const { exitCode, stdout } = await person.run(`apps try ${id} --json --wait 1s`)
  expect(exitCode).toBeGreaterThan(0)
  const steps: { step: string }[] = JSON.parse(stdout)
  expect(steps.map(({ step }) => step)).toEqual(['application', 'authorization server', 'request'])
})

test('an application that does not come back to this machine cannot be tried: exit 5', async () => {
  const { person, id } = await withApp('com.example.app:/cb')
  const ran = await person.run(`apps try ${id}`)
  expect(ran).toMatchObject({ exitCode: 5, stdout: '' })
  expect(ran.stderr).toMatch(
    /^beatpass: application client_\w+ does not come back to this machine: .*\nhint: .*\n$/,
  )
})
