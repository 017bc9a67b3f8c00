import { request } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { LoopbackListener } from '../../../src/adapters/oauth/loopback-listener.ts'
import { pages } from '../../../src/adapters/oauth/result-page.ts'
import { SignInRejected } from '../../../src/domain/errors.ts'
import { failure } from './bench.ts'

interface Sent {
  method?: string
  path?: string
  host?: string
}

async function listening(waitMs = 5_000) {
  const notes: string[] = []
  const listener = await LoopbackListener.open({
    waitMs,
    note: line => notes.push(line),
    judge: parameters =>
      parameters.get('state') === 'right'
        ? { page: pages.arrived }
        : { page: pages.wrong, refusal: new SignInRejected('wrong') },
  })
  onTestFinished(() => listener.close())
  const { port, host } = new URL(listener.redirectUri)
  const send = ({ method = 'GET', path = '/callback?state=right', host: named = host }: Sent = {}) =>
    new Promise<{ status: number; text: string; headers: NodeJS.Dict<string | string[]> }>(
      (resolve, reject) => {
        const sent = request({ host: '127.0.0.1', port, method, path, headers: { Host: named } }, answer => {
          let text = ''
          answer.setEncoding('utf8').on('data', part => (text += part))
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers }))
        })
        sent.on('error', reject)
        sent.end()
      },
    )
  return { listener, send, notes, port, host }
}

describe('the listener on loopback', () => {
  test('takes one answer and shows a page that keeps and runs nothing', async () => {
    const { listener, send } = await listening()
    expect(listener.redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/)
    const { status, text, headers } = await send({ path: '/callback?state=right&code=abcdefgh' })
    expect(status).toBe(200)
    expect(text).toContain('<h1>The answer has arrived</h1>')
    expect(text).not.toMatch(/<script|abcdefgh/)
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    expect((await listener.answer).get('code')).toBe('abcdefgh')
  })

  test('a second answer gets a page that says so, and changes nothing', async () => {
    const { listener, send, notes } = await listening()
    await send({ path: '/callback?state=right&code=first' })
    const { status, text } = await send({ path: '/callback?state=right&code=second' })
    expect(status).toBe(409)
    expect(text).toContain('This sign-in has had its answer already')
    expect((await listener.answer).get('code')).toBe('first')
    expect(notes).toEqual(['a second answer came from the browser and was not used'])
  })

  test.each(['evil.test', 'localhost:PORT', '127.0.0.1', '127.0.0.1:1', '[::1]:PORT'])(
    'a request for the host %j is answered 400 and not listened to',
    async named => {
      const { listener, send, notes, port, host } = await listening()
      const wrong = { host: named.replace('PORT', port), path: '/callback?state=right&code=stolen' }
      expect(await send(wrong)).toMatchObject({ status: 400 })
      expect((await send(wrong)).text).not.toContain('arrived')
      expect(notes).toEqual([`a request for another host came to ${host} and was not listened to`])
      await send({ path: '/callback?state=right&code=own' })
      expect((await listener.answer).get('code')).toBe('own')
    },
  )

  test('only GET, and only on its path; neither is an answer', async () => {
    const { listener, send } = await listening()
    expect(await send({ method: 'POST' })).toMatchObject({ status: 405, headers: { allow: 'GET' } })
    expect(await send({ method: 'HEAD' })).toMatchObject({ status: 405 })
    expect(await send({ path: '/favicon.ico' })).toMatchObject({ status: 404 })
    expect(await send({ path: '//evil.test/callback?state=right' })).toMatchObject({ status: 400 })
    await send({ path: '/callback?state=right&code=own' })
    expect((await listener.answer).get('code')).toBe('own')
  })

  test('a wrong answer ends it', async () => {
    const { listener, send } = await listening()
    expect(await send({ path: '/callback?state=wrong' })).toMatchObject({ status: 400 })
    expect(await failure(listener.answer)).toMatchObject({ name: 'SignInRejected' })
  })

  test('nobody answers in time: one line, exit 3', async () => {
    const { listener } = await listening(200)
    expect(await failure(listener.answer)).toMatchObject({
      name: 'SignInExpired',
      exitCode: 3,
      message: 'no answer came from the browser within 0.2 s',
    })
  })

  test('once closed, nothing listens', async () => {
    const { listener, send } = await listening()
    await listener.close()
    await expect(send()).rejects.toThrow('ECONNREFUSED')
  })
})
