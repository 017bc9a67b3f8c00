import { describe, expect, test } from 'vitest'
import { addUser } from '../../../src/sandbox/add-user.ts'
import { movableClock } from '../client.ts'
import { signedIn } from '../person.ts'
import { beatconnect, call, type Flow, tokensFor } from './oauth.ts'

interface Key {
  id: string
  masked: string
  status: string
  replaced_by: string | null
  last_used_at: string | null
}

async function manager(options = {}) {
  const flow = await beatconnect(options)
  const { access_token: token } = await tokensFor(flow)
  const create = async (body: object) => {
    const made = await call(flow, 'POST', '/keys', token, body)
    expect(made.status).toBe(201)
    return made.json as { data: Key; key: string }
  }
  const list = async () => ((await call(flow, 'GET', '/keys', token)).json as { data: Key[] }).data
  const revoke = (id: string) => call(flow, 'DELETE', `/keys/${id}`, token)
  return { flow, token, create, list, revoke }
}
const me = (flow: Flow, key: string) => call(flow, 'GET', '/me', key)

describe('keys', () => {
  test.each([
    ['live', 'bca_live_'],
    ['sandbox', 'bca_test_'],
  ])(
    'of the environment %s are shown once, masked in the list, and say who they are',
    async (environment, prefix) => {
      const { clock } = movableClock()
      const { flow, create, list } = await manager({ clock })
      const { data, key } = await create({ name: ' ci ', environment, description: 'the build' })
      expect(key).toMatch(new RegExp(`^${prefix}[A-Za-z0-9]{32}$`))
      expect(data).toEqual({
        id: '1',
        name: 'ci',
        description: 'the build',
        environment,
        masked: `${prefix}*************${key.slice(-4)}`,
        created_at: '2026-03-01T12:00:00.000Z',
        last_used_at: null,
        status: 'active',
        replaced_by: null,
      })
      expect((await me(flow, key)).json).toMatchObject({ data: { id: '1', key: { id: '1', environment } } })
      expect(await list()).toEqual([{ ...data, last_used_at: '2026-03-01T12:00:00.000Z' }])
    },
  )

  test('stay listed when they are revoked, also twice; the one that replaces is told then', async () => {
    const { flow, create, list, revoke } = await manager()
    const old = await create({ name: 'ci', environment: 'live' })
    const next = await create({ name: 'ci', environment: 'live', replaces: old.data.id })
    expect((await list()).map(key => key.replaced_by)).toEqual([null, null])
    for (let n = 0; n < 2; n++) {
      expect(await revoke('1')).toMatchObject({
        status: 200,
        json: { data: { id: '1', status: 'revoked', replaced_by: '2' } },
      })
    }
    expect((await list()).map(({ status }) => status)).toEqual(['revoked', 'active'])
    expect([(await me(flow, old.key)).status, (await me(flow, next.key)).status]).toEqual([401, 200])
    expect((await revoke('3')).status).toBe(404)
    expect((await revoke('x')).status).toBe(404)
  })

  test.each([
    [{ environment: 'live' }, ['name']],
    [{ name: 'x'.repeat(101), environment: 'live' }, ['name']],
    [{ name: 'x', environment: 'test' }, ['environment']],
    [{ name: 'x', environment: 'live', replaces: '9' }, ['replaces']],
    [{ name: 'x', environment: 'sandbox', replaces: '1' }, ['replaces']],
    [{ name: 'x', environment: 'live', description: 'y'.repeat(501) }, ['description']],
  ])('are not made of %o', async (body, fields) => {
    const { flow, token, create, list } = await manager()
    await create({ name: 'first', environment: 'live' })
    const { status, json } = await call(flow, 'POST', '/keys', token, body)
    expect(status).toBe(422)
    const { error } = json as { error: { code: string; fields: Record<string, string[]> } }
    expect([error.code, Object.keys(error.fields)]).toEqual(['INVALID', fields])
    expect(await list()).toHaveLength(1)
  })
})

describe('who may', () => {
  test('manage keys: an access token with that scope, not a key and no other scope', async () => {
    const { flow, create } = await manager()
    const { key } = await create({ name: 'ci', environment: 'live' })
    const other = await tokensFor(flow, 'apps.manage')
    for (const credential of [key, other.access_token]) {
      const got = await call(flow, 'GET', '/keys', credential)
      expect(got).toMatchObject({ status: 403, json: { error: { code: 'FORBIDDEN' } } })
      expect(got.headers['www-authenticate']).toContain('insufficient_scope')
    }
    for (const credential of ['bca_live_nobody', undefined]) {
      const got = await call(flow, 'GET', '/keys', credential)
      expect(got).toMatchObject({ status: 401, json: { error: { code: 'UNAUTHENTICATED' } } })
    }
  })

  test('see a key: its account alone', async () => {
    const { flow, create } = await manager()
    await create({ name: 'mine', environment: 'live' })
    const user = await addUser({ dataDir: flow.sandbox.dataDir, email: 'other@beatpass.test' })
    const other = { ...flow, someone: await signedIn(flow.sandbox, user) }
    const { access_token } = await tokensFor(other)
    expect((await call(other, 'GET', '/keys', access_token)).json).toEqual({ data: [] })
    expect((await call(other, 'DELETE', '/keys/1', access_token)).status).toBe(404)
  })
})

test('an account has no more keys than its cap, revoked ones not counted; without API access it has none', async () => {
  const flow = await beatconnect()
  const { dataDir } = flow.sandbox
  const capped = await addUser({ dataDir, email: 'cap@beatpass.test', tokenCap: 1 })
  const other = { ...flow, someone: await signedIn(flow.sandbox, capped) }
  const { access_token: token } = await tokensFor(other)
  const create = () => call(other, 'POST', '/keys', token, { name: 'x', environment: 'live' })
  expect([(await create()).status, (await create()).status]).toEqual([201, 422])
  expect((await other.someone.submit('/keys', { name: 'x', environment: 'live' })).status).toBe(422)
  await call(other, 'DELETE', '/keys/1', token)
  expect((await create()).status).toBe(201)
  const barred = await addUser({ dataDir, email: 'no@beatpass.test', apiAccess: false })
  const third = { ...flow, someone: await signedIn(flow.sandbox, barred) }
  expect((await call(third, 'GET', '/me', (await tokensFor(third)).access_token)).status).toBe(403)
  expect((await third.someone.submit('/keys', { name: 'x', environment: 'live' })).status).toBe(422)
})

test('100 calls a minute, said in headers and with a time to wait', async () => {
  const { clock, move } = movableClock()
  const { flow, token } = await manager({ clock })
  for (let n = 0; n < 100; n++) await me(flow, token)
  const refused = await me(flow, token)
  expect(refused).toMatchObject({ status: 429, json: { error: { code: 'RATE_LIMITED' } } })
  expect(refused.headers).toMatchObject({
    'retry-after': '60',
    'x-ratelimit-limit': '100',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(Date.parse('2026-03-01T12:01:00Z') / 1000),
  })
  move(60_000)
  expect((await me(flow, token)).status).toBe(200)
})
