import { expect, test } from 'vitest'
import type { RunningSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { movableClock, sandboxFor, send } from '../client.ts'
import { type Person, signedIn } from '../person.ts'

async function generate(someone: Person, expiration: string, name = 'by hand'): Promise<string> {
  expect((await someone.submit('/api-tokens', { name, expiration })).status).toBe(303)
  const page = await (await someone.get('/api-tokens')).text()
  return /value="(mzy_[A-Za-z0-9]{44})"/.exec(page)?.[1] ?? ''
}
const me = ({ apiUrl }: RunningSandbox, token: string) => send('GET', `${apiUrl}/me`, { token })

test('the API has no path of its own; everything is in an envelope', async () => {
  const sandbox = await sandboxFor({ platform: 'meetzy' })
  expect(`${sandbox.apiUrl}/`).toBe(sandbox.webUrl)
  const token = await generate(await signedIn(sandbox), '30d')
  expect(await me(sandbox, token)).toMatchObject({
    status: 200,
    json: { success: true, data: { id: '1', name: 'Dev Eloper', email: 'dev@beatpass.test' } },
  })
  expect(await me(sandbox, 'mzy_wrong')).toMatchObject({
    status: 401,
    json: { success: false, error: { code: 'UNAUTHORIZED', message: expect.any(String) } },
  })
  const unknown = await send('GET', `${sandbox.apiUrl}/tokens`, { token })
  expect(unknown).toMatchObject({ status: 404, json: { success: false, error: { code: 'NOT_FOUND' } } })
  expect(sandbox.requests.map(({ path }) => path)).toEqual(['/me', '/me', '/tokens'])
})

test.each([
  ['30d', '2026-03-31'],
  ['90d', '2026-05-30'],
  ['6m', '2026-09-01'],
  ['1y', '2027-03-01'],
  ['never', '2030-03-01'],
])('a token of the choice %s ends on %s', async (choice, date) => {
  const { clock, move } = movableClock()
  const sandbox = await sandboxFor({ platform: 'meetzy', clock })
  const token = await generate(await signedIn(sandbox), choice)
  const end = Date.parse(`${date}T12:00:00Z`)
  move(end - clock().getTime() - 1000)
  expect((await me(sandbox, token)).status).toBe(200)
  move(1000)
  expect((await me(sandbox, token)).status).toBe(401)
  const page = await (await (await signedIn(sandbox)).get('/api-tokens')).text()
  expect(page).toContain(date)
  expect(page).toContain('Expired')
})

test('another choice, and a name that is none, are refused', async () => {
  const someone = await signedIn(await sandboxFor({ platform: 'meetzy' }))
  for (const form of [
    { name: 'x', expiration: '2d' },
    { name: ' ', expiration: '30d' },
    { name: 'x'.repeat(101), expiration: '30d' },
  ]) {
    expect((await someone.submit('/api-tokens', form)).status).toBe(422)
  }
})

test('the list shows 24 characters, and a deleted token is dead', async () => {
  const sandbox = await sandboxFor({ platform: 'meetzy' })
  const someone = await signedIn(sandbox)
  const token = await generate(someone, '90d')
  const page = await (await someone.get('/api-tokens')).text()
  expect(page).toContain(token.slice(0, 24))
  expect(page).not.toContain(token.slice(0, 25))
  expect((await someone.submit('/api-tokens/1/delete', {})).status).toBe(303)
  expect((await me(sandbox, token)).status).toBe(401)
})

test('10 a second and 100 a minute, with a time to wait', async () => {
  const { clock, move } = movableClock()
  const sandbox = await sandboxFor({ platform: 'meetzy', clock })
  const token = await generate(await signedIn(sandbox), '1y')
  const burst = async () => {
    const statuses = []
    for (let n = 0; n < 11; n++) statuses.push((await me(sandbox, token)).status)
    return statuses.filter(status => status === 200).length
  }
  expect(await burst()).toBe(10)
  const refused = await me(sandbox, token)
  expect(refused).toMatchObject({ status: 429, json: { error: { code: 'RATE_LIMITED' } } })
  expect(refused.headers['retry-after']).toBe('1')
  for (let second = 0; second < 9; second++) {
    move(1000)
    await burst()
  }
  move(1000)
  const last = await me(sandbox, token)
  const wait = Number(last.headers['retry-after'] ?? 0)
  expect([last.status, wait]).toEqual([429, 50])
  move(50 * 1000)
  expect((await me(sandbox, token)).status).toBe(200)
})
