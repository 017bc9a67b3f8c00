import { describe, expect, test } from 'vitest'
import { atTerminal } from './at-terminal.ts'
import { refusal } from './beatpass.ts'
import { newHolder, newPerson } from './person.ts'

const secretForm = /^2\|[A-Za-z0-9]{40}[0-9a-f]{8}$/

/** Where the secret is, as `tokens create` tells it. */
const rests = (home: string, name: string) =>
  `its secret rests in the age file ${home}/.local/share/beatpass/secrets.age: beatpass tokens get '${name}' prints it\n`

describe('tokens create', () => {
  test('in a pipe: the id on stdout, the rest on stderr; stored, read back, proven', async () => {
    const person = await newHolder()
    expect(await person.run('tokens create ci-main')).toEqual({
      exitCode: 0,
      stdout: '2\n',
      stderr: `created token 2 'ci-main', ends 2026-05-30T12:00:00Z\n${rests(person.home, 'ci-main')}`,
      requests: ['GET /users/me', 'POST /access-tokens', 'GET /users/me'],
    })
    const secret = await person.secretOf('ci-main')
    expect(secret).toMatch(secretForm)
    expect(await person.leaks(secret)).toEqual([])
  })

  test('--json has exactly the fields of the contract', async () => {
    const person = await newHolder()
    const { stdout, stderr } = await person.run('tokens create ci-main --json')
    const secret = await person.secretOf('ci-main')
    expect({ out: JSON.parse(stdout), stderr }).toEqual({
      out: {
        token: {
          id: '2',
          name: 'ci-main',
          label: 'ci-main',
          masked: `${secret.slice(0, 6)}*************${secret.slice(-4)}`,
          status: 'active',
          createdAt: '2026-03-01T12:00:00.000Z',
          expiresAt: '2026-05-30T12:00:00.000Z',
          expirySource: 'policy',
          lastUsedAt: '2026-03-01T12:00:00.000Z',
          environment: null,
          storedIn: ['store:'],
        },
        destinations: [{ to: 'store:', status: 'verified', at: expect.stringMatching(/^20\d\d-.*Z$/) }],
      },
      stderr: '',
    })
    expect(await person.leaks(secret)).toEqual([])
  })

  test('--reveal prints the secret, once and alone', async () => {
    const person = await newHolder()
    const { stdout } = await person.run('tokens create ci-main --reveal')
    expect(stdout.trimEnd()).toMatch(secretForm)
    expect(stdout).toBe(`${await person.secretOf('ci-main')}\n`)
    expect(await person.leaks(stdout.trimEnd())).toEqual(['stdout of tokens create ci-main --reveal'])
    const { stdout: json } = await person.run('tokens create ci-json --reveal --json')
    expect(JSON.parse(json).secret).toBe(await person.secretOf('ci-json'))
  })

  test('--reveal in GitHub Actions hides the value from the log first', async () => {
    const person = await newHolder()
    const { stdout, stderr } = await person.run('tokens create ci-main --reveal', {
      env: { GITHUB_ACTIONS: 'true' },
    })
    expect(stderr).toMatch(new RegExp(`^::add-mask::${stdout.trimEnd().replace('|', '\\|')}\n`))
  })

  test('at a terminal it says where the secret is and when the token ends', async () => {
    const person = await newHolder()
    const { exitCode, text } = await atTerminal(person, 'tokens create ci-main --expires 30d')
    expect(text).toBe(
      `created token 2 'ci-main', ends 2026-03-31T12:00:00Z (kept by beatpass: the platform takes no end)\n${rests(person.home, 'ci-main')}`,
    )
    expect(exitCode).toBe(0)
  })

  test('at a terminal it asks for what is missing', async () => {
    const person = await newHolder()
    const { text, exitCode } = await atTerminal(person, 'tokens create', {
      typed: [
        [/Name of the token/, 'deploy\r'],
        [/When does it end/, '\r'],
      ],
    })
    expect(text).toContain("created token 2 'deploy', ends 2026-05-30T12:00:00Z\n")
    expect(exitCode).toBe(0)
  })

  test('a second token of that name is refused with 4', async () => {
    const person = await newHolder()
    await person.run('tokens create ci-main')
    expect(await person.run('tokens create ci-main')).toEqual({
      ...refusal(
        4,
        "there is a token named 'ci-main' already: 2, active",
        "beatpass tokens rotate 'ci-main' replaces it; beatpass tokens revoke 2 ends it",
      ),
      requests: ['GET /users/me'],
    })
  })

  test('an account that may have no more tokens: 5', async () => {
    const person = await newPerson()
    await person.login(await person.addUser({ email: 'mo@beatpass.test', tokenCap: 1 }))
    const ran = await person.run('tokens create ci-main')
    expect(ran).toMatchObject({ exitCode: 5, stdout: '' })
    expect(ran.stderr).toMatch(
      /^beatpass: .*\nhint: revoke a token that is no longer used, here or at http:.*\/account-settings\/developers\n$/,
    )
  })
})

describe('bad names are refused with 2 and nothing is sent', () => {
  const secret = `12|${'s'.repeat(48)}`
  test.each([
    ['ab', "a token's name has 3 to 88 characters, not 2", undefined],
    ['x'.repeat(89), "a token's name has 3 to 88 characters, not 89", undefined],
    ['a/b', "a token's name cannot hold '/'", undefined],
    ['a\u202eb', "a token's name cannot hold control or invisible characters", undefined],
    [' abc', "a token's name cannot begin or end with a space", undefined],
    ['1234', "a token's name cannot be digits only: that would read as an id", undefined],
    [
      secret,
      "that is a token's value, not a name",
      'a secret on a command line is seen by others: revoke that token',
    ],
  ])('%j', async (name, message, hint) => {
    const person = await newHolder()
    expect(await person.run(['tokens', 'create', name])).toEqual({
      ...refusal(2, message, hint),
      requests: [],
    })
  })

  test('no name in a pipe', async () => {
    const person = await newHolder()
    expect(await person.run('tokens create')).toEqual({
      ...refusal(2, 'a token needs a name', 'beatpass tokens create NAME'),
      requests: [],
    })
  })
})

describe('--expires', () => {
  test.each([
    ['12h', '2026-03-02T00:00:00.000Z', 'requested'],
    ['30d', '2026-03-31T12:00:00.000Z', 'requested'],
    ['2w', '2026-03-15T12:00:00.000Z', 'requested'],
    ['2m', '2026-05-01T12:00:00.000Z', 'requested'],
    ['90d', '2026-05-30T12:00:00.000Z', 'policy'],
  ])('%s', async (expires, expiresAt, expirySource) => {
    const person = await newHolder()
    const { stdout, stderr } = await person.run(`tokens create ci-main --json --expires ${expires}`)
    expect({ token: JSON.parse(stdout).token, stderr }).toMatchObject({
      token: { expiresAt, expirySource },
      stderr: '',
    })
  })

  test.each([
    ['6m', '2026-09-01'],
    ['1y', '2027-03-01'],
    ['2099-01-31', '2099-01-31'],
  ])('%s is beyond what the platform gives: told, and cut to 90 days', async (expires, asked) => {
    const person = await newHolder()
    const { exitCode, stderr } = await person.run(`tokens create ci-main --expires ${expires}`)
    expect(exitCode).toBe(0)
    expect(stderr).toBe(
      `warning: BeatPass ends every token after 90 days: it ends on 2026-05-30, not on ${asked}\ncreated token 2 'ci-main', ends 2026-05-30T12:00:00Z\n${rests(person.home, 'ci-main')}`,
    )
  })

  test.each([
    [
      'never',
      5,
      "BeatPass ends every token after 90 days: 'never' cannot be had",
      'leave --expires out for the full 90 days',
    ],
    ['2020-01-31', 2, "that moment has passed: '2020-01-31'", undefined],
    ['2026-02-30', 2, "no such day: '2026-02-30'", undefined],
    ['0d', 2, "a length of time must be above zero: '0d'", undefined],
    ['soon', 2, "not a time: 'soon'", '12h, 30d, 2w, 6m (months), 1y or a date such as 2027-01-31, or never'],
  ])('%s: %i, and nothing is sent', async (expires, exitCode, message, hint) => {
    const person = await newHolder()
    expect(await person.run(`tokens create ci-main --expires ${expires}`)).toEqual({
      ...refusal(exitCode, message, hint),
      requests: [],
    })
  })

  test('--env names an environment that this platform does not have: 5', async () => {
    const person = await newHolder()
    expect(await person.run('tokens create ci-main --env live')).toEqual({
      ...refusal(5, 'BeatPass has no environments', 'leave --env out'),
      requests: [],
    })
  })
})
