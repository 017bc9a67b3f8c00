import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { refusal } from './beatpass.ts'
import { newHolder, newPerson } from './person.ts'

describe('an unsafe environment is refused with 13 before any request', () => {
  test('NODE_TLS_REJECT_UNAUTHORIZED=0', async () => {
    const person = await newHolder()
    expect(await person.run('tokens list', { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } })).toEqual({
      ...refusal(
        13,
        'NODE_TLS_REJECT_UNAUTHORIZED=0 switches off the check of TLS certificates',
        'unset it; for an authority of your own set NODE_EXTRA_CA_CERTS to its certificate',
      ),
      requests: [],
    })
  })

  test('a settings file that others may write', async () => {
    const person = await newPerson()
    await person.login()
    const config = join(person.home, '.config/beatpass/config.json')
    await chmod(config, 0o666)
    const ran = await person.run('whoami')
    expect(ran).toMatchObject({ exitCode: 13, stdout: '', requests: [] })
    expect(ran.stderr).toBe(`beatpass: ${config} is open to others (mode 0666)\nhint: chmod 644 ${config}\n`)
  })

  test('a settings file that is a planted link', async () => {
    const person = await newPerson()
    await mkdir(join(person.home, '.config/beatpass'), { recursive: true, mode: 0o700 })
    await writeFile(join(person.home, 'theirs'), '{}')
    await symlink(join(person.home, 'theirs'), join(person.home, '.config/beatpass/config.json'))
    const ran = await person.login()
    expect(ran).toMatchObject({ exitCode: 13, stdout: '', requests: [] })
    expect(ran.stderr).toMatch(/^beatpass: .*config\.json .*\nhint: .*\n$/)
  })

  test('a destination that is a planted link', async () => {
    const person = await newHolder()
    await symlink('/etc/passwd', join(person.home, 'token.txt'))
    const ran = await person.run('tokens create ci-main --to file:token.txt')
    expect(ran).toMatchObject({ exitCode: 13, stdout: '', requests: [] })
  })

  test('an identity that others may read', async () => {
    const person = await newPerson()
    await chmod(person.env.BEATPASS_AGE_IDENTITY ?? '', 0o644)
    expect(await person.login()).toMatchObject({ exitCode: 13, stdout: '', requests: [] })
  })
})

describe('variables', () => {
  test('one that is set but empty counts as unset', async () => {
    const person = await newPerson()
    const empty = { BEATPASS_PROFILE: '', BEATPASS_PLATFORM: '', BEATPASS_TOKEN: '', XDG_CONFIG_HOME: '' }
    expect((await person.login(person.sandbox, { env: empty })).exitCode).toBe(0)
    expect(await readdir(join(person.home, '.config/beatpass'))).toEqual(['config.json'])
    expect(JSON.parse((await person.run('whoami --json')).stdout).profile).toBe('default')
    const later = await person.run('whoami --json', { env: { BEATPASS_API_URL: '', BEATPASS_STORE: '' } })
    expect(JSON.parse(later.stdout).apiUrl).toBe(person.sandbox.apiUrl)
  })

  test.each(['', '.'])(
    'HOME=%j counts as unset: nothing is read from the folder of the start',
    async HOME => {
      const person = await newPerson()
      const env = { BEATPASS_PROFILE: 'only-in-this-folder' }
      await person.login(person.sandbox, { env })
      expect((await person.run('whoami', { env })).exitCode).toBe(0)
      const ran = await person.run('whoami', { env: { ...env, HOME } })
      expect(ran.stderr).toMatch(/^beatpass: profile 'only-in-this-folder' is not signed in/)
    },
  )

  test('XDG folders are honoured, and a relative one is not', async () => {
    const person = await newPerson()
    const at = (name: string) => join(person.home, 'xdg', name)
    person.env = {
      ...person.env,
      XDG_CONFIG_HOME: at('config'),
      XDG_STATE_HOME: at('state'),
      XDG_DATA_HOME: at('data'),
    }
    await person.login()
    await person.run('tokens create ci-main')
    expect(await readdir(at('config'))).toEqual(['beatpass'])
    expect(await readdir(join(at('state'), 'beatpass/profiles/default/tokens'))).toEqual(['2.json'])
    expect(await readdir(join(at('data'), 'beatpass'))).toContain('secrets.age')
    const ran = await person.run('whoami', { env: { XDG_CONFIG_HOME: 'relative' } })
    expect(ran.stderr).toMatch(/^beatpass: profile 'default' is not signed in/)
  })

  test('flags win over variables', async () => {
    const person = await newPerson()
    await person.login()
    const env = { BEATPASS_PROFILE: 'other', BEATPASS_API_URL: 'http://127.0.0.1:9' }
    const line = `whoami --json --profile default --api-url ${person.sandbox.apiUrl}`
    expect((await person.run(line, { env })).exitCode).toBe(0)
  })

  test.each([
    [
      { BEATPASS_STORE: 'floppy' },
      "BEATPASS_STORE: no secret store is called 'floppy'",
      'one of keychain, age, pass, vault:MOUNT[/PATH], aws:PREFIX',
    ],
    [
      { BEATPASS_PLATFORM: 'myspace' },
      "no such platform: 'myspace'",
      'one of beatpass, vebto, meetzy, nuweb, beatconnect',
    ],
    [
      { BEATPASS_API_URL: 'http://example.com/api' },
      'the API address must be https, or http on loopback',
      undefined,
    ],
    [
      { BEATPASS_API_URL: 'https://a:b@example.com/' },
      'the API address cannot hold a user, a password, a query or a fragment',
      undefined,
    ],
    [
      { BEATPASS_PROFILE: '../x' },
      "not a profile name: '../x'",
      'letters, digits, dot, dash and underscore, at most 64, beginning with a letter or digit',
    ],
    [
      { BEATPASS_TOKEN: 'ünfit' },
      'the credential holds characters that no token has',
      'was a line break or a space pasted along with it',
    ],
  ])('%j: 2, and nothing is sent', async (env: Record<string, string>, message, hint) => {
    const person = await newHolder()
    expect(await person.run('tokens list', { env })).toEqual({ ...refusal(2, message, hint), requests: [] })
  })
})

describe('a profile belongs to one account', () => {
  test('another address under its name: 2, and neither is asked', async () => {
    const person = await newPerson()
    const other = await newPerson()
    await person.login()
    const env = { BEATPASS_API_URL: other.sandbox.apiUrl }
    expect(await person.run('tokens list', { env })).toEqual({
      ...refusal(
        2,
        `profile 'default' belongs to beatpass at ${person.sandbox.apiUrl}`,
        'name another profile with --profile: two accounts never share one',
      ),
      requests: [],
    })
    expect(other.requests).toEqual([])
    expect(
      (await other.run('login --email x@y.test --password-stdin --profile work', { input: 'p' })).exitCode,
    ).toBe(3)
  })

  test('after logout it may move', async () => {
    const person = await newPerson()
    const other = await newPerson()
    await person.login()
    await person.run('logout')
    const env = { BEATPASS_API_URL: other.sandbox.apiUrl }
    expect((await person.login(other.sandbox, { env })).exitCode).toBe(0)
    expect((await person.run('whoami', { env })).exitCode).toBe(0)
  })
})
