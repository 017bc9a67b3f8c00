import { describe, expect, test } from 'vitest'
import { createToken } from '../sandbox/client.ts'
import { refusal } from './beatpass.ts'
import { newHolder, newPerson } from './person.ts'

const get = 'tokens get ci-main'

describe('tokens get', () => {
  test('prints exactly the secret and one newline, without a request', async () => {
    const person = await newHolder()
    const { stdout: created } = await person.run('tokens create ci-main --reveal')
    expect(await person.run(get)).toEqual({ exitCode: 0, stdout: created, stderr: '', requests: [] })
    expect((await person.run('tokens get 2')).stdout).toBe(created)
  })

  test('an unknown one: 4', async () => {
    const person = await newHolder()
    // Regressed: the command in the hint named no token, and where the page has a part in it lacked --web.
    expect(await person.run(get)).toEqual({
      ...refusal(
        4,
        "no secret of 'ci-main' is stored",
        "a platform shows a secret once: beatpass tokens rotate 'ci-main' makes a new one",
      ),
      requests: [],
    })
  })

  test('is masked first in GitHub Actions', async () => {
    const person = await newHolder()
    await person.run('tokens create ci-main')
    const { stdout, stderr } = await person.run(get, { env: { GITHUB_ACTIONS: 'true' } })
    expect(stderr).toBe(`::add-mask::${stdout}`)
  })
})

describe('tokens show', () => {
  test('one token, all fields', async () => {
    const person = await newHolder()
    await person.run('tokens create ci-main --expires 30d')
    const secret = await person.secretOf('ci-main')
    expect(await person.run('tokens show ci-main')).toEqual({
      exitCode: 0,
      stdout: [
        'label\tci-main',
        'id\t2',
        'name\tci-main',
        'status\tactive',
        `masked\t${secret.slice(0, 6)}*************${secret.slice(-4)}`,
        'created\t2026-03-01T12:00:00Z',
        'expires\t2026-03-31T12:00:00Z',
        'expiry_source\trequested',
        'last_used\t2026-03-01T12:00:00Z',
        'environment\t',
        'stored_in\tstore:',
        '',
      ].join('\n'),
      stderr: '',
      requests: ['GET /users/me'],
    })
    expect(Object.keys(JSON.parse((await person.run('tokens show 2 --json')).stdout))).toEqual([
      'id',
      'name',
      'label',
      'masked',
      'status',
      'createdAt',
      'expiresAt',
      'expirySource',
      'lastUsedAt',
      'environment',
      'storedIn',
    ])
    expect(await person.leaks(secret)).toEqual([])
  })

  test('unknown: 4; a name that fits several: 4 with their ids', async () => {
    const person = await newHolder()
    const token = person.env.BEATPASS_TOKEN ?? ''
    for (const name of ['twin', 'twin']) await createToken(person.sandbox, token, name)
    expect(await person.run('tokens show nobody')).toMatchObject(
      refusal(4, "no token named 'nobody'", 'beatpass tokens list shows them'),
    )
    const twins = await person.run('tokens show twin')
    expect(twins).toMatchObject({ exitCode: 4, stdout: '' })
    expect(twins.stderr).toMatch(/^beatpass: 'twin' fits 2 tokens: (2, 3|3, 2)\nhint: name one by its id\n$/)
    expect((await person.run('tokens show 3')).exitCode).toBe(0)
  })
})

describe('tokens add', () => {
  test('under another name, as its own is taken: what is revoked by that name is the other', async () => {
    const person = await newHolder()
    await person.run('tokens create ci-main')
    await person.run('tokens rotate ci-main')
    const { secret } = await createToken(person.sandbox, person.env.BEATPASS_TOKEN ?? '', 'ci-main')
    expect((await person.run('tokens add ci-web', { input: secret })).stdout).toBe('4\n')
    expect((await person.run('tokens revoke ci-main --yes')).stdout).toBe('3\tci-main\trevoked\n')
    expect((await person.run('tokens verify ci-web')).exitCode).toBe(0)
  })

  test('stores a token that was made elsewhere, once the platform knows it', async () => {
    const person = await newHolder()
    const { secret } = await createToken(person.sandbox, person.env.BEATPASS_TOKEN ?? '', 'made by hand')
    expect(await person.run('tokens add by-hand', { input: `${secret} \n` })).toEqual({
      exitCode: 0,
      stdout: '2\n',
      stderr: `stored token 2 as 'by-hand', ends 2026-05-30T12:00:00Z\nits secret rests in the age file ${person.home}/.local/share/beatpass/secrets.age: beatpass tokens get 'by-hand' prints it\n`,
      requests: ['GET /users/me'],
    })
    expect((await person.run('tokens get by-hand')).stdout).toBe(`${secret}\n`)
    expect(await person.leaks(secret)).toEqual(['stdout of tokens get by-hand'])
  })

  test('a dead one: 3 and nothing is stored', async () => {
    const person = await newPerson()
    const dead = `9|${'x'.repeat(48)}`
    expect(await person.run('tokens add by-hand', { input: dead })).toEqual({
      ...refusal(
        3,
        'the platform rejects that token; it was not stored',
        'it is mistyped, expired or revoked: copy it again, or make a new one',
      ),
      requests: ['GET /users/me'],
    })
    expect((await person.run('tokens get by-hand')).exitCode).toBe(4)
    expect(await person.leaks(dead)).toEqual([])
  })

  test.each([
    ['', 'nothing was given on stdin', undefined],
    ['not a token', "that is not a token's value", 'it begins with digits and |'],
    ['x'.repeat(70_000), 'what was given on stdin is too long: at most 64 KiB', undefined],
  ])('%.12s on stdin: 2, and nothing is sent', async (input, message, hint) => {
    const person = await newPerson()
    expect(await person.run('tokens add by-hand', { input })).toEqual({
      ...refusal(2, message, hint),
      requests: [],
    })
  })
})
