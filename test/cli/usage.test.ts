import { describe, expect, test } from 'vitest'
import { refusal } from './beatpass.ts'
import { newHolder, newPerson } from './person.ts'

describe('a command line that is not understood: 2, one line and a hint, nothing sent', () => {
  test.each([
    ['lst', "unknown command 'lst'", 'beatpass --help'],
    ['tokens lst', "unknown command 'lst'", 'did you mean list?'],
    // Regressed: they printed the help of the level above, and exit 0.
    ['help bogus', "unknown command 'bogus'", 'did you mean logout?'],
    ['help tokens rotat', "unknown command 'rotat'", 'did you mean rotate?'],
    ['tokens help bogus', "unknown command 'bogus'", 'beatpass tokens --help'],
    ['bogus --help', "unknown command 'bogus'", 'did you mean logout?'],
    ['tokens bogus --help', "unknown command 'bogus'", 'beatpass tokens --help'],
    ['tokens rotat -h', "unknown command 'rotat'", 'did you mean rotate?'],
    ['sandbox user ad --help', "unknown command 'ad'", 'did you mean add?'],
    ['help tokens rotate ci-main', "unknown command 'ci-main'", 'beatpass tokens rotate --help'],
    ['help sandbox usr --json=no', "unknown command 'usr'", 'did you mean user?'],
    ['tokens list --stat active', "unknown option '--stat'", 'did you mean one of --sort, --status?'],
    // Regressed: the password was told.
    ['login --password=hunter-2', "unknown option '--password=…'", 'beatpass login --help'],
    ['--pass=hunter-2 login', "unknown option '--pass=…'", 'beatpass --help'],
    ['tokens show', "missing required argument 'token'", 'beatpass tokens show --help'],
    ['tokens rotate', "missing required argument 'token'", 'beatpass tokens rotate --help'],
    [
      'tokens list more',
      "too many arguments for 'list': expected 0 arguments but got 1",
      'beatpass tokens list --help',
    ],
    ['login --otp', "option '--otp <code>' argument missing", 'beatpass login --help'],
    [
      '--store floppy whoami',
      "no secret store is called 'floppy'",
      'one of keychain, age, pass, vault:MOUNT[/PATH], aws:PREFIX',
    ],
    [
      'tokens create ci-main --to somewhere',
      "not a destination: 'somewhere'",
      'write SCHEME:WHERE, for example env:.env#BEATPASS_TOKEN or file:token.txt',
    ],
    [
      'tokens rotate ci-main --within never',
      "not a time: 'never'",
      '12h, 30d, 2w, 6m (months), 1y or a date such as 2027-01-31',
    ],
    [
      'tokens rotate ci-main --grace soon',
      "not a length of time: 'soon'",
      'for example 12h, 30d, 2w, 6m (months) or 1y',
    ],
    [
      'tokens rotate ci-main --to stdout: --to stdout: --wait x',
      "not a length of time: 'x'",
      'for example 12h, 30d, 2w, 6m (months) or 1y',
    ],
  ])('%s', async (line, message, hint) => {
    const person = await newHolder()
    expect(await person.run(line)).toEqual({ ...refusal(2, message, hint), requests: [] })
  })

  // Regressed: a grace period and a wait were passed over in silence.
  test.each(['--dry-run', '--compromised', '--within 14d', '--grace 24h', '--wait 1h'])(
    'tokens rotate ci-main --web %s',
    async more => {
      const person = await newHolder()
      const [option] = more.split(' ')
      const refused = refusal(2, `--web and ${option} cannot be had together`)
      expect(await person.run(`tokens rotate ci-main --web ${more}`)).toEqual({ ...refused, requests: [] })
    },
  )

  // Regressed: both were passed over in silence, and what had long to go was revoked.
  test.each(['--within 14d', '--grace 24h'])('tokens rotate ci-main --compromised %s', async more => {
    const person = await newHolder()
    const refused = refusal(2, `--compromised and ${more.split(' ')[0]} cannot be had together`)
    const ran = await person.run(`tokens rotate ci-main --compromised ${more}`)
    expect(ran).toEqual({ ...refused, requests: [] })
  })

  // Regressed: nothing was due, with exit 0, for ever.
  test.each(['tokens rotate ci-main', 'tokens check'])('%s --within a date that has come', async line => {
    const person = await newHolder()
    await person.run('tokens create ci-main')
    const ran = await person.run(`${line} --within 2020-01-31`)
    const refused = refusal(2, "that moment has passed: '2020-01-31'")
    expect(ran).toEqual({ ...refused, requests: ['GET /users/me'] })
  })

  test.each(['tokens rotate ci-main', 'tokens finish ci-main', 'tokens create ci-main'])(
    '%s --to stdout: --json: two voices on stdout',
    async line => {
      const person = await newHolder()
      const ran = await person.run(`${line} --to stdout: --json`)
      expect({ ...ran, stderr: JSON.parse(ran.stderr) }).toEqual({
        exitCode: 2,
        stdout: '',
        stderr: {
          error: {
            code: 'invalid_input',
            message: '--to stdout: and --json cannot be had together',
            hint: null,
            retryable: false,
          },
        },
        requests: [],
      })
    },
  )

  test('--json makes it one line of JSON, wherever it stands', async () => {
    const person = await newPerson()
    const error = {
      code: 'invalid_input',
      message: "unknown command 'lst'",
      hint: 'did you mean list?',
      retryable: false,
    }
    for (const line of ['--json tokens lst', 'tokens lst --json', 'tokens --json lst'])
      expect(await person.run(line)).toMatchObject({
        exitCode: 2,
        stdout: '',
        stderr: `${JSON.stringify({ error })}\n`,
      })
  })
})

describe('a value typed where it does not belong', () => {
  const secret = `12|${'s'.repeat(48)}`
  test.each([
    ['tokens', 'show', secret],
    ['tokens', 'get', secret],
    ['tokens', 'rotate', secret],
    ['tokens', 'create', secret],
    ['tokens', 'list', secret],
    ['tokens', 'list', `--token=${secret}`],
    ['tokens', 'create', 'ci-main', '--to', secret],
    ['login', '--with-token', secret],
    ['--profile', secret, 'whoami'],
    [secret],
  ])('%s %s %s is told without it', async (...args) => {
    const person = await newHolder()
    const { exitCode, stderr } = await person.run(args)
    expect(exitCode).toBeGreaterThan(1)
    expect(stderr).toMatch(/^beatpass: .*\n(hint: .*\n)?$/m)
    expect((await person.leaks(secret)).filter(where => !where.includes(secret))).toEqual([])
    expect(person.sandbox.requests.map(({ tokenName = '' }) => tokenName).join()).not.toContain('sss')
  })
})

describe('help', () => {
  test.each(['', 'tokens', '--help', 'tokens --help', 'help', 'help tokens', 'tokens list -h'])(
    'beatpass %s prints it on stdout',
    async line => {
      const person = await newPerson()
      const { exitCode, stdout, stderr } = await person.run(line === '' ? [] : line)
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
      expect(stdout).toMatch(/^Usage: beatpass /)
      expect(stdout.split('\n').filter(text => text.length > 80)).toEqual([])
    },
  )
})

// Regressed: commander's own words for its help command, and `(default: [])`.
test.each(['tokens', 'apps', 'sandbox', 'sandbox user'])('%s --help speaks one language', async path => {
  const { stdout } = await (await newPerson()).run(`${path} --help`)
  expect(stdout).toContain('print help\n')
  expect(stdout).not.toMatch(/display help|\[\]/)
})
