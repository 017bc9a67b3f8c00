import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { withBrowser } from '../sandbox/web/browser.ts'
import { allowedBy, newBrowserPerson, openedPage, sessionTokens, signInThere } from './browser-person.ts'

const newPage = withBrowser()

describe('beatpass login --browser, in Chromium', () => {
  test('signs in, uses the session and signs out; nobody sees a token', async () => {
    const person = await newBrowserPerson()
    const running = person.start('login --browser --debug')
    const page = await newPage()
    await page.goto(await openedPage(person, running))
    await signInThere(page, person.sandbox)
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.getByRole('heading', { name: 'The answer has arrived' }).waitFor()
    const ran = await running.ended
    expect(ran).toMatchObject({ exitCode: 0, stdout: '' })
    expect(ran.stderr).toContain(`signed in as ${person.sandbox.email} (profile default)\n`)
    person.heard('login --browser', ran)
    const callback = new URL(page.url())
    expect(await person.leaks(callback.searchParams.get('code') ?? '')).toEqual([])

    const who = await person.run('whoami --json')
    expect(JSON.parse(who.stdout)).toMatchObject({
      platform: 'beatconnect',
      account: { email: person.sandbox.email },
      session: { id: null, name: 'sign-in in the browser', expiresAt: null },
    })
    const { access, refresh } = await sessionTokens(person)
    expect(access).toMatch(/^bcat_/)
    expect(refresh).toMatch(/^bcrt_/)
    expect(await person.run('logout')).toMatchObject({
      exitCode: 0,
      stderr: 'signed out; the session is revoked\n',
    })
    expect(await sessionTokens(person)).toEqual({})
    expect((await person.run('tokens list')).exitCode).toBe(3)
    for (const secret of [access, refresh]) expect(await person.leaks(secret ?? '')).toEqual([])
  })

  test('a refused consent: one line, exit 3, nothing is kept', async () => {
    const person = await newBrowserPerson()
    const running = person.start('login --browser')
    const page = await newPage()
    await page.goto(await openedPage(person, running))
    await signInThere(page, person.sandbox)
    await page.getByRole('button', { name: 'Deny' }).click()
    await page.getByRole('heading', { name: 'The sign-in was refused' }).waitFor()
    const ran = await running.ended
    expect(ran).toMatchObject({ exitCode: 3, stdout: '' })
    expect(ran.stderr).toMatch(
      /\nbeatpass: the sign-in was refused in the browser\nhint: nothing was granted\n$/,
    )
    expect((await person.run('whoami')).exitCode).toBe(3)
  })
})

describe('answers that are not the right one', () => {
  async function waiting(line = 'login --browser') {
    const person = await newBrowserPerson()
    const running = person.start(line)
    const asked = await openedPage(person, running)
    const callback = new URL(new URL(asked).searchParams.get('redirect_uri') ?? '')
    return { person, running, asked, callback }
  }

  test('a wrong state: one line, exit 3', async () => {
    const { running, asked, callback, person } = await waiting()
    const back = await allowedBy(asked, person.sandbox)
    back.searchParams.set('state', 'of-somebody-else')
    expect((await fetch(back)).status).toBe(400)
    const ran = await running.ended
    expect(ran.exitCode).toBe(3)
    expect(ran.stderr.split('\n').slice(2)).toEqual([
      'beatpass: an answer came from the browser that belongs to another sign-in (its state is wrong)',
      'hint: nothing was granted: run it again, and answer only the page that it opens',
      '',
    ])
    await expect(fetch(callback)).rejects.toThrow()
  })

  test('a wrong host is not listened to: one remark; the right answer still counts, a second one does not', async () => {
    const { running, asked, callback, person } = await waiting()
    expect(await fetchAs('evil.test', callback)).toBe(400)
    const back = await allowedBy(asked, person.sandbox)
    const [first, second] = await Promise.all([fetch(back), fetch(back)])
    expect([first.status, second.status].sort()).toEqual([200, 409])
    const ran = await running.ended
    expect(ran.exitCode).toBe(0)
    expect(ran.stderr.split('\n').slice(2)).toEqual([
      `a request for another host came to ${callback.host} and was not listened to`,
      'a second answer came from the browser and was not used',
      `signed in as ${person.sandbox.email} (profile default)`,
      '',
    ])
  })

  test('no answer in time: one line, exit 3; what comes after finds nobody', async () => {
    const { running, callback } = await waiting('login --browser --wait 400ms')
    const ran = await running.ended
    expect(ran.exitCode).toBe(3)
    expect(ran.stderr).toMatch(/\nbeatpass: no answer came from the browser within 0.4 s\nhint: [^\n]*\n$/)
    await expect(fetch(callback)).rejects.toThrow()
  })

  test('an answer whose code is over: one line, exit 3', async () => {
    let ahead = 0
    const person = await newBrowserPerson({ clock: () => new Date(Date.now() + ahead) })
    const running = person.start('login --browser')
    const back = await allowedBy(await openedPage(person, running), person.sandbox)
    ahead = 61_000
    await fetch(back)
    const ran = await running.ended
    expect(ran.exitCode).toBe(3)
    expect(ran.stderr).toMatch(
      /\nbeatpass: the answer from the browser came too late or was used before\nhint: [^\n]*\n$/,
    )
  })

  test('Ctrl-C gives up at once: 130, and nothing listens', async () => {
    const { running, callback } = await waiting()
    running.child.kill('SIGINT')
    const ran = await running.ended
    expect(ran.exitCode).toBe(130)
    expect(ran.stderr).toMatch(/\nbeatpass: interrupted\n$/)
    await expect(fetch(callback)).rejects.toThrow()
  })
})

/** The status of a request that names another host than the one it goes to. */
async function fetchAs(host: string, { hostname, port, pathname }: URL): Promise<number | undefined> {
  return await new Promise((resolve, reject) => {
    const path = `${pathname}?state=any&code=any`
    const sent = request({ host: hostname, port, path, headers: { Host: host } }, answer => {
      answer.resume().on('end', () => resolve(answer.statusCode))
    })
    sent.on('error', reject)
    sent.end()
  })
}
