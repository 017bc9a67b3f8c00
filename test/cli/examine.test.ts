import { describe, expect, test } from 'vitest'
import { createToken, day, movableClock, send, signIn } from '../sandbox/client.ts'
import { refusal } from './beatpass.ts'
import { newHolder, newPerson } from './person.ts'

describe('tokens verify', () => {
  test('asks with the stored secret: who it is, alive', async () => {
    const person = await newHolder()
    await person.run('tokens create ci-main')
    const before = person.sandbox.requests.length
    const ran = await person.run('tokens verify ci-main')
    expect(ran).toMatchObject({ exitCode: 0, stderr: '', requests: ['GET /users/me'] })
    expect(ran.stdout).toMatch(
      /^alive\tyes\naccount\tDev Eloper · dev@beatpass\.test\nread_from\tstore:\nlabel\tci-main\nid\t2\n/,
    )
    expect(person.sandbox.requests[before]?.tokenId).toBe('2')
  })

  test('a dead one: 3, naming the token and the place', async () => {
    const person = await newHolder()
    await person.run('tokens create ci-main')
    await send('DELETE', `${person.sandbox.apiUrl}/access-tokens/2`, {
      token: person.env.BEATPASS_TOKEN ?? '',
    })
    const secret = await person.secretOf('ci-main')
    expect(await person.run('tokens verify ci-main')).toEqual({
      ...refusal(
        3,
        "the platform rejects the secret of 'ci-main' (read from store:)",
        "it is expired or revoked: beatpass tokens rotate 'ci-main'",
      ),
      requests: ['GET /users/me'],
    })
    expect(await person.leaks(secret)).toEqual([])
  })

  test('reads it where it was delivered', async () => {
    const person = await newHolder()
    await person.run('tokens create ci-main --to file:token.txt')
    const { stdout } = await person.run('tokens verify ci-main --json', { cwd: '/' })
    expect(JSON.parse(stdout)).toMatchObject({ alive: true, from: `file:${person.home}/token.txt` })
  })

  test('one that is not stored: 4, without a request', async () => {
    const person = await newHolder()
    expect(await person.run('tokens verify nobody')).toMatchObject({ exitCode: 4, stdout: '', requests: [] })
  })
})

describe('tokens identify', () => {
  test('says which token a value is, by its id; the value goes nowhere', async () => {
    const person = await newHolder()
    await person.run('tokens create ci-main')
    const secret = await person.secretOf('ci-main')
    const before = person.sandbox.requests.length
    expect(await person.run('tokens identify', { input: `${secret}\n` })).toEqual({
      exitCode: 0,
      stdout: 'id\t2\nlabel\tci-main\nname\tci-main\nchecksum\tvalid\nlisted\tyes\nstored_in\tstore:\n',
      stderr: '',
      requests: ['GET /users/me'],
    })
    expect(person.sandbox.requests[before]?.tokenId).toBe('1')
    expect(await person.leaks(secret)).toEqual([])
  })

  test('a typo shows as an invalid checksum, an older form as none', async () => {
    const person = await newHolder()
    await person.run('tokens create ci-main')
    const secret = await person.secretOf('ci-main')
    const checksum = async (input: string) =>
      JSON.parse((await person.run('tokens identify --json', { input })).stdout).checksum
    expect(await checksum(secret.replace(/^2\|./, kept => (kept === '2|A' ? '2|B' : '2|A')))).toBe('invalid')
    expect(await checksum(secret.slice(0, 42))).toBe('none')
    expect(await checksum(secret.slice(0, -1))).toBe('invalid')
    const { stdout, stderr } = await person.run('tokens identify', { input: `${secret}.\n` })
    expect(stdout).toContain(
      '\nchecksum\tinvalid\nlength\t49 behind the id, where 48 are usual and 40 without a checksum\n',
    )
    expect(stdout + stderr).not.toContain(secret.slice(2, 10))
  })

  test('works from what is remembered when nobody is signed in', async () => {
    const person = await newHolder()
    await person.run('tokens create ci-main')
    const input = await person.secretOf('ci-main')
    const ran = await person.run('tokens identify --json', { input, env: { BEATPASS_TOKEN: '' } })
    expect(JSON.parse(ran.stdout)).toMatchObject({ id: '2', label: 'ci-main', listed: null })
    expect(ran.requests).toEqual([])
  })

  test('an unknown id: 4; no id: 2', async () => {
    const person = await newHolder()
    expect(await person.run('tokens identify', { input: `77|${'x'.repeat(48)}` })).toMatchObject(
      refusal(4, 'no token has the id 77', 'it is revoked, or belongs to another account'),
    )
    expect(await person.run('tokens identify', { input: 'hello' })).toEqual({
      ...refusal(2, 'that value has no token id in it', 'a token reads <id>|<text>'),
      requests: [],
    })
  })
})

describe('tokens check', () => {
  test('0 and silence while nothing ends soon', async () => {
    const person = await newHolder()
    expect(await person.run('tokens check --within 14d')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '',
      requests: ['GET /users/me'],
    })
    expect((await person.run('tokens check --json')).stdout).toBe('[]\n')
  })

  test('10 and the tokens that end soon, the soonest first', async () => {
    const person = await newHolder()
    await person.run('tokens create ci-soon --expires 10d')
    await person.run('tokens create ci-sooner --expires 3d')
    const ran = await person.run('tokens check --within 14d')
    expect(ran).toMatchObject({
      exitCode: 10,
      stderr: "beatpass: 2 tokens end soon\nhint: beatpass tokens rotate 'ci-sooner'\n",
      requests: ['GET /users/me'],
    })
    expect(ran.stdout).toMatch(/^3\tci-sooner\texpiring\t2026-03-04T12:00:00Z\t.*\n2\tci-soon\texpiring\t/)
    expect((await person.run('tokens check --within 2d')).exitCode).toBe(0)
  })

  // Regressed: where the session ended first, nothing was said of the others.
  test('the hint tells of the session and of the soonest of the others', async () => {
    const person = await newPerson()
    await person.login()
    const hintOf = async (within: string) =>
      (await person.run(`tokens check --within ${within}`)).stderr.split('\n')[1]
    expect(await hintOf('90d')).toBe('hint: beatpass login renews the session')
    const both = "hint: beatpass tokens rotate 'ci-main'; beatpass login renews the session"
    await person.run('tokens create ci-main')
    expect(await hintOf('90d')).toBe(both)
    await person.run('tokens create ci-soon --expires 10d')
    expect(await hintOf('14d')).toBe("hint: beatpass tokens rotate 'ci-soon'")
    expect(await hintOf('90d')).toBe(both.replace('ci-main', 'ci-soon'))
  })

  // Regressed: it told to rotate the session of another machine, which would be signed out by that.
  test('of the session of another machine the hint tells what can be done about it', async () => {
    const { clock, move } = movableClock()
    const person = await newPerson({ clock })
    await signIn(person.sandbox, person.sandbox, 'beatpass cli on desk aaaaaaaaaa')
    const check = async () => await person.run('tokens check')
    move(80 * day)
    await person.useToken()
    const hint = 'token 1 is the session of another machine: beatpass login there renews it'
    expect(await check()).toMatchObject({
      exitCode: 10,
      stderr: `beatpass: one token ends soon\nhint: ${hint}; beatpass tokens revoke 1 ends it\n`,
    })
    await person.run('tokens create ci-soon --expires 13d')
    expect((await check()).stderr).toMatch(/\nhint: beatpass tokens rotate 'ci-soon'\n$/)
  })

  test('a foreign token that ends soon counts too', async () => {
    const person = await newHolder({ expiryDays: 7 })
    await createToken(person.sandbox, person.env.BEATPASS_TOKEN ?? '', 'foreign')
    const { exitCode, stdout } = await person.run('tokens check --within 90d --json')
    expect(exitCode).toBe(10)
    expect(JSON.parse(stdout)).toHaveLength(2)
  })
})
