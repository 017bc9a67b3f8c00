import { describe, expect, test } from 'vitest'
import { send, signIn } from '../sandbox/client.ts'
import { refusal } from './beatpass.ts'
import { newHolder, newPerson, type Person } from './person.ts'

/** Ends the session, id 1, behind the person's back. */
async function endSession({ sandbox }: Person): Promise<void> {
  const token = await signIn(sandbox, sandbox, 'bench')
  expect((await send('DELETE', `${sandbox.apiUrl}/access-tokens/1`, { token })).status).toBe(200)
}

describe('logout', () => {
  test('revokes the session on the platform, reads that back, forgets it', async () => {
    const person = await newPerson()
    await person.login()
    expect(await person.run('logout')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'signed out; the session is revoked\n',
      requests: ['DELETE /access-tokens/1', 'GET /users/me'],
    })
    expect(await person.run('tokens list')).toEqual({
      ...refusal(3, "profile 'default' is not signed in", 'beatpass login, or set BEATPASS_TOKEN'),
      requests: [],
    })
    expect(await person.run('logout')).toEqual({
      ...refusal(3, "profile 'default' is not signed in"),
      requests: [],
    })
  })

  test('--local only forgets', async () => {
    const person = await newPerson()
    await person.login()
    expect(await person.run('logout --local')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'session forgotten; it lives on at the platform until it ends\n',
      requests: [],
    })
    expect((await person.run('whoami')).exitCode).toBe(3)
  })

  test('--json', async () => {
    const person = await newPerson()
    await person.login()
    const { stdout, stderr } = await person.run('logout --json')
    expect({ out: JSON.parse(stdout), stderr }).toEqual({
      out: { profile: 'default', session: 'revoked' },
      stderr: '',
    })
  })

  test('with the platform down it keeps the session', async () => {
    const person = await newPerson({ faults: ['status=503@* /*#2-20'] })
    await person.login()
    const ran = await person.run('logout')
    expect(ran).toMatchObject({ exitCode: 9, stdout: '' })
    expect(ran.stderr).toMatch(
      /^beatpass: whether token 1 is gone could not be read: the platform answered 503.*\nhint: run it again\n$/,
    )
    expect(JSON.parse((await person.run('whoami --offline --json')).stdout).session.id).toBe('1')
  })

  test('what ended the session and could not read it back is finished by running it again', async () => {
    const person = await newPerson({ faults: ['status=503@GET /users/me#1-10'] })
    await person.login()
    for (let round = 1; round <= 2; round++) {
      const ran = await person.run('logout')
      expect(ran).toMatchObject({ exitCode: 9, stdout: '' })
      expect(ran.requests[0]).toBe('DELETE /access-tokens/1')
      expect(ran.stderr).toMatch(
        /^beatpass: whether token 1 is gone could not be read: .*\nhint: run it again\n$/,
      )
    }
    expect(await person.run('logout')).toMatchObject({ exitCode: 0, stdout: '' })
    expect(await person.run('whoami')).toMatchObject({ exitCode: 3, requests: [] })
  })

  test('a rejected session is named, and where it rests', async () => {
    const person = await newPerson({ faults: ['status=401@DELETE /access-tokens/1'] })
    await person.login()
    expect(await person.run('logout')).toMatchObject(
      refusal(
        3,
        `the platform rejects the credential from the session of profile 'default' (age file ${person.home}/.local/share/beatpass/secrets.age)`,
        'it is expired or revoked: beatpass login',
      ),
    )
  })

  test('a session that died elsewhere is forgotten', async () => {
    const person = await newPerson()
    await person.login()
    await endSession(person)
    expect(await person.run('logout')).toMatchObject({ exitCode: 0, stdout: '' })
    expect(await person.run('whoami')).toMatchObject({ exitCode: 3, requests: [] })
  })
})

describe('whoami', () => {
  test('tells account, credential and where secrets rest', async () => {
    const person = await newPerson()
    await person.login()
    const { apiUrl } = person.sandbox
    const ran = await person.run('whoami')
    expect(ran).toEqual({
      exitCode: 0,
      stdout: [
        'account\tDev Eloper · dev@beatpass.test',
        'profile\tdefault',
        'platform\tbeatpass',
        `api_url\t${apiUrl}`,
        "credential\tsession: profile 'default'",
        `secret_store\tage: age file ${person.home}/.local/share/beatpass/secrets.age`,
        'session_ends\t2026-05-30T12:00:00Z',
        '',
      ].join('\n'),
      stderr: '',
      requests: ['GET /users/me'],
    })
  })

  test('--json has exactly the fields of the contract', async () => {
    const person = await newPerson()
    await person.login()
    const { stdout } = await person.run('whoami --json')
    expect(JSON.parse(stdout)).toEqual({
      profile: 'default',
      platform: 'beatpass',
      apiUrl: person.sandbox.apiUrl,
      account: { id: '1', name: 'Dev Eloper', email: 'dev@beatpass.test' },
      credential: { kind: 'session', source: "profile 'default'", id: '1' },
      secretStore: { name: 'age', location: `age file ${person.home}/.local/share/beatpass/secrets.age` },
      session: {
        id: '1',
        name: person.sandbox.requests[0]?.tokenName,
        expiresAt: '2026-05-30T12:00:00.000Z',
      },
    })
    expect(stdout.split('\n')).toHaveLength(2)
  })

  test('--offline makes no request and opens no secret store', async () => {
    const person = await newPerson()
    await person.login()
    const ran = await person.run('whoami --offline', { env: { BEATPASS_AGE_IDENTITY: '/nowhere' } })
    expect(ran).toMatchObject({ exitCode: 0, stderr: '', requests: [] })
    expect(ran.stdout).toContain('account\tDev Eloper · dev@beatpass.test\n')
  })

  test('names BEATPASS_TOKEN as the source, and an empty one is none', async () => {
    const person = await newHolder()
    expect((await person.run('whoami')).stdout).toContain('credential\tenvironment: BEATPASS_TOKEN\n')
    expect(await person.run('whoami', { env: { BEATPASS_TOKEN: '' } })).toMatchObject({ exitCode: 3 })
    expect(await person.run('whoami', { env: { BEATPASS_TOKEN: ' ' } })).toMatchObject({ exitCode: 3 })
  })

  test('a dead BEATPASS_TOKEN: 3, and it is named', async () => {
    const person = await newPerson()
    const dead = `7|${'d'.repeat(48)}`
    expect(await person.run('whoami', { env: { BEATPASS_TOKEN: dead } })).toEqual({
      ...refusal(
        3,
        'the platform rejects the credential from BEATPASS_TOKEN',
        'set BEATPASS_TOKEN to a live token, or unset it to use the stored session',
      ),
      requests: ['GET /users/me'],
    })
    expect(await person.leaks(dead)).toEqual([])
  })

  test('a dead session: 3, and it is named with the place it came from', async () => {
    const person = await newPerson()
    await person.login()
    await endSession(person)
    expect(await person.run('whoami')).toEqual({
      ...refusal(
        3,
        `the platform rejects the credential from the session of profile 'default' (age file ${person.home}/.local/share/beatpass/secrets.age)`,
        'it is expired or revoked: beatpass login',
      ),
      requests: ['GET /users/me'],
    })
  })
})
