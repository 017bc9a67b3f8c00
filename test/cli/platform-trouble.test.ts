import { describe, expect, test } from 'vitest'
import { refusal } from './beatpass.ts'
import { newHolder, newPerson } from './person.ts'

const list = 'tokens list'

describe('the platform in trouble', () => {
  test('429 with Retry-After beyond patience: 6 at once, saying until when', async () => {
    const person = await newHolder({ faults: ['429=3600@GET /users/me'] })
    const ran = await person.run(list)
    expect(ran).toMatchObject({ exitCode: 6, stdout: '', requests: ['GET /users/me'] })
    expect(ran.stderr).toMatch(
      /^beatpass: too many requests: the platform takes no more before 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ\nhint: run the same command again after that\n$/,
    )
  })

  test('429 with a short Retry-After is waited for', async () => {
    const person = await newHolder({ faults: ['429=1@GET /users/me#1'] })
    expect(await person.run(list)).toMatchObject({
      exitCode: 0,
      requests: ['GET /users/me', 'GET /users/me'],
    })
  })

  test('429 without Retry-After: tried a few times, then 6', async () => {
    const person = await newHolder({ faults: ['429@GET /users/me'] })
    const ran = await person.run(list)
    expect(ran).toMatchObject({ exitCode: 6, stdout: '' })
    expect(ran.requests).toHaveLength(4)
    expect(ran.stderr).toMatch(/^beatpass: too many requests: /)
  })

  test('a sign-in that is limited is never sent again', async () => {
    const person = await newPerson({ rateLimit: true, clock: undefined })
    const wrong = { email: 'dev@beatpass.test', password: 'not the password' }
    for (let n = 0; n < 5; n++) expect((await person.login(wrong)).exitCode).toBe(3)
    const ran = await person.login(wrong)
    expect(ran).toMatchObject({ exitCode: 6, requests: ['POST /auth/login'] })
    expect(ran.stderr).toMatch(/^beatpass: too many requests: .* before 20/)
  })

  test.each([
    ['status=503', 4, 'the platform answered 503: it is not working now', undefined],
    [
      'html',
      1,
      'the platform answered 200 with a web page',
      'is the API address right, and is there a proxy or a sign-in page in between',
    ],
    ['reset', 4, undefined, undefined],
    ['cut=20', 4, undefined, undefined],
    ['huge', 1, undefined, undefined],
  ])('%s on a read: 6', async (fault, requests, message, hint) => {
    const person = await newHolder({ faults: [`${fault}@GET /users/me`] })
    const ran = await person.run(list)
    expect(ran).toMatchObject({ exitCode: 6, stdout: '' })
    expect(ran.requests).toHaveLength(requests)
    if (message) expect(ran.stderr).toBe(refusal(6, message, hint).stderr)
    expect(ran.stderr).toMatch(/^beatpass: [a-z\d][^\n]*[^.]\n(hint: [^\n]*\n)?$/)
  })

  test.each([
    ['redirect=/billing', /^beatpass: the platform redirected to \/billing instead of answering\nhint: /],
    [
      'redirect=https://evil.test/x',
      /^beatpass: the platform redirected to https:\/\/evil\.test\/x instead of answering\nhint: /,
    ],
    ['empty-401', /^beatpass: the account has no API access, or is banned \(401 without a reason\)\nhint: /],
    ['status=423', /^beatpass: the platform wants the password confirmed first \(423\)\nhint: /],
  ])('%s: 5, not followed', async (fault, stderr) => {
    const person = await newHolder({ faults: [`${fault}@GET /users/me`] })
    const ran = await person.run(list)
    expect(ran).toMatchObject({ exitCode: 5, stdout: '', requests: ['GET /users/me'] })
    expect(ran.stderr).toMatch(stderr)
  })

  test('--timeout ends the waiting: 6', async () => {
    const person = await newHolder({ faults: ['stall@GET /users/me'] })
    const ran = await person.run(`${list} --timeout 200ms`)
    expect(ran).toMatchObject({ exitCode: 6, stdout: '' })
    expect(ran.stderr).toMatch(/^beatpass: .*\n/)
    expect(await person.run(`${list} --timeout 5`)).toEqual({
      ...refusal(2, "not a timeout: '5'", 'for example 30s or 2m'),
      requests: [],
    })
  })

  test('nobody listens: 6, and --json says that it may be tried again', async () => {
    const person = await newHolder()
    await person.sandbox.stop()
    const ran = await person.run(`${list} --json`)
    expect({ exitCode: ran.exitCode, stdout: ran.stdout }).toEqual({ exitCode: 6, stdout: '' })
    expect(ran.stderr.split('\n')).toHaveLength(2)
    expect(JSON.parse(ran.stderr)).toEqual({
      error: {
        code: 'platform_unavailable',
        message: expect.any(String),
        hint: 'nothing was sent: see the network and --api-url',
        retryable: true,
      },
    })
  })
})

describe('--debug', () => {
  test('tells the exchange on stderr, without password or secret', async () => {
    const person = await newPerson()
    const { email, password } = person.sandbox
    const ran = await person.run(`login --email ${email} --password-stdin --debug`, { input: password })
    expect(ran).toMatchObject({ exitCode: 0, stdout: '' })
    expect(ran.stderr).toContain('POST')
    expect(ran.stderr).toContain('/api/v1/auth/login')
    await person.run('tokens create ci-main --debug')
    const secret = await person.secretOf('ci-main')
    expect(await person.leaks(password)).toEqual([])
    expect(await person.leaks(secret)).toEqual([])
    expect(await person.leaks(secret.split('|')[1] ?? '')).toEqual([])
  })

  test('shows a stack on failure, with tokens hidden; without it there is none', async () => {
    const person = await newHolder()
    const typed = `9|${'z'.repeat(48)}`
    const plain = await person.run(['tokens', 'show', typed])
    expect(plain.stderr).toBe("beatpass: no token named '9|***'\nhint: beatpass tokens list shows them\n")
    const { stderr } = await person.run(['tokens', 'show', typed, '--debug'])
    expect(stderr).toMatch(/\n {4}at /)
    expect(await person.leaks(typed)).toEqual([])
  })
})
