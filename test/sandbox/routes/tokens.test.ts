import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { addUser } from '../../../src/sandbox/add-user.ts'
import { createToken, day, listTokens, movableClock, sandboxFor, send, signIn } from '../client.ts'

describe('POST /access-tokens', () => {
  test('gives the token and, once, its secret', async () => {
    const sandbox = await sandboxFor({ clock: movableClock().clock })
    const token = await signIn(sandbox)
    const body = { tokenName: ' ci-main ', expires_at: '2027-01-01', abilities: [] }
    const got = await send('POST', `${sandbox.apiUrl}/access-tokens`, { token, body })
    expect(got.status).toBe(200)
    expect(got.json).toEqual({
      status: 'success',
      token: {
        id: 2,
        name: 'ci-main',
        abilities: ['*'],
        expires_at: null,
        created_at: '2026-03-01T12:00:00.000000Z',
        updated_at: '2026-03-01T12:00:00.000000Z',
        tokenable_id: 1,
        tokenable_type: 'App\\Models\\User',
      },
      plainTextToken: expect.stringMatching(/^2\|[A-Za-z0-9]{40}[0-9a-f]{8}$/),
    })
  })

  test('a name has 3 to 100 characters, counted after trimming', async () => {
    const sandbox = await sandboxFor()
    const token = await signIn(sandbox)
    const statusOf = async (tokenName: unknown) =>
      (await send('POST', `${sandbox.apiUrl}/access-tokens`, { token, body: { tokenName } })).status
    const names = ['ab', ' ab ', 'abc', '\u{1f511}'.repeat(100), 'x'.repeat(101), '', 7, null]
    expect(await Promise.all(names.map(statusOf))).toEqual([422, 422, 200, 200, 422, 422, 422, 422])
    expect((await send('POST', `${sandbox.apiUrl}/access-tokens`, { token, body: {} })).json).toEqual({
      message: 'The token name field is required.',
      errors: { tokenName: ['The token name field is required.'] },
    })
  })

  test('names need not be unique', async () => {
    const sandbox = await sandboxFor()
    const session = await signIn(sandbox)
    const made = [await createToken(sandbox, session, 'twin'), await createToken(sandbox, session, 'twin')]
    expect(made.map(({ id }) => id)).toEqual([2, 3])
    for (const { secret } of made) expect(await listTokens(sandbox, secret)).toHaveLength(3)
  })

  test('an account at its cap is 422 with a message and no errors', async () => {
    const sandbox = await sandboxFor()
    const user = await addUser({ dataDir: sandbox.dataDir, email: 'few@beatpass.test', tokenCap: 2 })
    const token = await signIn(sandbox, user)
    await createToken(sandbox, token, 'second')
    const got = await send('POST', `${sandbox.apiUrl}/access-tokens`, { token, body: { tokenName: 'third' } })
    expect(got).toMatchObject({ status: 422, json: { message: 'You can not have more than 2 tokens.' } })
    expect(got.json).not.toHaveProperty('errors')
  })

  test('of secrets and passwords the database holds only hashes', async () => {
    const sandbox = await sandboxFor()
    const { secret } = await createToken(sandbox, await signIn(sandbox), 'kept')

    const bytes = ['sandbox.sqlite', 'sandbox.sqlite-wal']
      .map(file => readFileSync(join(sandbox.dataDir, file), 'latin1'))
      .join()
    expect(bytes).toContain('kept')
    expect(bytes).toContain('scrypt$16384$8$1$')
    expect(bytes).not.toContain(secret.split('|')[1])
    expect(bytes).not.toContain(sandbox.password)
  })
})

describe('GET /users/me', () => {
  test('tells the account; the tokens only when asked for; with a field that no client should keep', async () => {
    const sandbox = await sandboxFor()
    const token = await signIn(sandbox)
    const me = await send('GET', `${sandbox.apiUrl}/users/me`, { token })
    expect(me.json).toMatchObject({
      status: 'success',
      user: {
        id: 1,
        display_name: 'Dev Eloper',
        email: sandbox.email,
        two_factor_recovery_codes: [expect.any(String), expect.any(String)],
      },
    })
    expect(me.json).not.toHaveProperty('user.tokens')
    expect(
      (await send('GET', `${sandbox.apiUrl}/users/me?with=roles,tokens`, { token })).json,
    ).toHaveProperty('user.tokens')
  })

  test('sets the last use of the token it was asked with, and of no other', async () => {
    const { clock, move } = movableClock()
    const sandbox = await sandboxFor({ clock })
    const session = await signIn(sandbox)
    await createToken(sandbox, session, 'idle')
    move(5000)
    expect(await listTokens(sandbox, session)).toEqual([
      {
        id: 1,
        name: 'session',
        abilities: ['*'],
        last_used_at: '2026-03-01T12:00:05.000000Z',
        expires_at: null,
        created_at: '2026-03-01T12:00:00.000000Z',
        updated_at: '2026-03-01T12:00:05.000000Z',
        tokenable_id: 1,
        tokenable_type: 'App\\Models\\User',
      },
      expect.objectContaining({ id: 2, name: 'idle', last_used_at: null }),
    ])
  })

  test('lists in no order that a client could rely on', async () => {
    const sandbox = await sandboxFor()
    const session = await signIn(sandbox)
    for (let n = 0; n < 30; n++) await createToken(sandbox, session, `token ${n}`)
    const got = await send('GET', `${sandbox.apiUrl}/users/me?with=tokens`, { token: session })
    const ids = (got.json as { user: { tokens: { id: number }[] } }).user.tokens.map(({ id }) => id)
    expect(ids).toHaveLength(31)
    expect(ids).not.toEqual(ids.toSorted((a, b) => a - b))
    expect(ids).not.toEqual(ids.toSorted((a, b) => b - a))
  })
})

describe('DELETE /access-tokens/{id}', () => {
  test('says success for anything, and deletes only one’s own', async () => {
    const sandbox = await sandboxFor()
    const mine = await signIn(sandbox)
    const theirs = await signIn(
      sandbox,
      await addUser({ dataDir: sandbox.dataDir, email: 'other@beatpass.test' }),
    )
    const { id } = await createToken(sandbox, mine, 'to go')
    for (const which of [theirs.split('|')[0], 999, '99999999999999999999', id, id]) {
      const got = await send('DELETE', `${sandbox.apiUrl}/access-tokens/${which}`, { token: mine })
      expect(got).toMatchObject({ status: 200, json: { status: 'success' } })
    }
    expect((await listTokens(sandbox, mine)).map(token => token.name)).toEqual(['session'])
    expect(await listTokens(sandbox, theirs)).toHaveLength(1)
  })

  test('deleting the token in use works; the next call is 401', async () => {
    const sandbox = await sandboxFor()
    const token = await signIn(sandbox)
    expect(await send('DELETE', `${sandbox.apiUrl}/access-tokens/1`, { token })).toMatchObject({
      status: 200,
    })
    expect(await send('GET', `${sandbox.apiUrl}/users/me`, { token })).toMatchObject({ status: 401 })
  })
})

describe('the 90 days', () => {
  test.each([
    [undefined, 90],
    [1, 1],
  ])('expiryDays %s: a token dies after %i days and stays listed', async (expiryDays, lifetime) => {
    const { clock, move } = movableClock()
    const sandbox = await sandboxFor({ clock, expiryDays })
    const first = await signIn(sandbox)
    move(lifetime * day - 1000)
    expect(await listTokens(sandbox, first)).toHaveLength(1)
    const second = await signIn(sandbox, sandbox, 'another')
    move(1000)
    expect(await send('GET', `${sandbox.apiUrl}/users/me`, { token: first })).toMatchObject({ status: 401 })
    expect(await listTokens(sandbox, second)).toMatchObject([
      { name: 'session', expires_at: null },
      { name: 'another' },
    ])
  })

  test('can be turned off', async () => {
    const { clock, move } = movableClock()
    const sandbox = await sandboxFor({ clock, expiryDays: null })
    const token = await signIn(sandbox)
    move(4000 * day)
    expect(await listTokens(sandbox, token)).toHaveLength(1)
  })
})
