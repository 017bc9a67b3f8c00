import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { createToken, listTokens, sandboxFor, send, signIn } from '../client.ts'

const tokens = async (fault: string) => {
  const sandbox = await sandboxFor({ faults: [fault] })
  const session = await signIn(sandbox)
  const create = () => createToken(sandbox, session, 'made')
  const names = async () => (await listTokens(sandbox, session)).map(({ name }) => name)
  return { sandbox, session, create, names }
}

/** Sends raw bytes and gives all that comes back before the connection ends. */
function exchangeRaw(url: string, text: string): Promise<string> {
  const { port } = new URL(url)
  return new Promise((resolve, reject) => {
    let got = ''
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(text))
    socket.on('data', chunk => {
      got += chunk
    })
    socket.on('error', reject)
    socket.on('end', () => resolve(got))
  })
}

describe('faults that lose the answer', () => {
  test('drop: done, and no byte of an answer', async () => {
    const { create, names, sandbox } = await tokens('drop@POST /access-tokens#1')
    await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(await names()).toEqual(['session', 'made'])
    await create()
    expect(await names()).toEqual(['session', 'made', 'made'])
    expect(sandbox.requests[1]).toMatchObject({ status: null, faults: ['drop@POST /access-tokens#1'] })
  })

  test('reset: nothing is done', async () => {
    const { create, names } = await tokens('reset@POST /access-tokens#2-')
    await create()
    await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' })
    await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(await names()).toEqual(['session', 'made'])
  })

  test('stall: done, and the answer never begins; the connection stays until the client or the sandbox ends it', async () => {
    const { sandbox, session, names, create } = await tokens('stall@POST /access-tokens#1')
    let settled = false
    const stalled = create().finally(() => {
      settled = true
    })
    stalled.catch(() => undefined)
    while ((await names()).length < 2) await new Promise(resolve => setTimeout(resolve, 20))
    expect(settled).toBe(false)
    expect(session).toBeDefined()
    await sandbox.stop()
    await expect(stalled).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  test.each([0, 10, 40, 200])('cut=%i: done, and exactly so many bytes of the answer', async bytes => {
    const { sandbox, session, names } = await tokens(`cut=${bytes}@POST /access-tokens`)
    const body = JSON.stringify({ tokenName: 'made' })
    const head = `POST /api/v1/access-tokens HTTP/1.1\r\nHost: ${new URL(sandbox.apiUrl).host}\r\nAuthorization: Bearer ${session}\r\nContent-Length: ${body.length}\r\n\r\n`
    const got = await exchangeRaw(sandbox.apiUrl, head + body)
    expect(got).toHaveLength(bytes)
    expect('HTTP/1.1 200 OK\r\n'.startsWith(got.slice(0, 17))).toBe(true)
    expect(await names()).toEqual(['session', 'made'])
  })

  test('cut inside the body leaves a client with an answer that is too short', async () => {
    const { create, names } = await tokens('cut=300@POST /access-tokens')
    await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(await names()).toEqual(['session', 'made'])
  })

  test('cut beyond the end is the whole answer', async () => {
    const { create } = await tokens('cut=100000@POST /access-tokens')
    expect((await create()).id).toBe(2)
  })

  test('delay: late, and done even when the sender has gone', async () => {
    const { sandbox, session, names } = await tokens('delay=400ms@POST /access-tokens')
    const leave = AbortSignal.timeout(100)
    const body = JSON.stringify({ tokenName: 'made' })
    const headers = { authorization: `Bearer ${session}` }
    await expect(
      fetch(`${sandbox.apiUrl}/access-tokens`, { method: 'POST', body, headers, signal: leave }),
    ).rejects.toThrow()
    expect(await names()).toEqual(['session'])
    while ((await names()).length < 2) await new Promise(resolve => setTimeout(resolve, 20))
    expect(await names()).toEqual(['session', 'made'])
  })

  test('delay: stopping the sandbox does not wait for it', async () => {
    const { sandbox, session, names } = await tokens('delay=1h@GET /users/me#2')
    expect(await names()).toEqual(['session'])
    const late = send('GET', `${sandbox.apiUrl}/users/me`, { token: session })
    late.catch(() => undefined)
    while (sandbox.requests.length < 3) await new Promise(resolve => setTimeout(resolve, 20))
    await sandbox.stop()
    await expect(late).rejects.toMatchObject({ code: 'ECONNRESET' })
  })
})
