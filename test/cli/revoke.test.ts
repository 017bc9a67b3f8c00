import { describe, expect, test } from 'vitest'
import { createToken, day, listTokens, movableClock, send } from '../sandbox/client.ts'
import { atTerminal } from './at-terminal.ts'
import { refusal } from './beatpass.ts'
import { newHolder, type Person } from './person.ts'

const token = (person: Person) => person.env.BEATPASS_TOKEN ?? ''
const idsOf = async (person: Person) => (await listTokens(person.sandbox, token(person))).map(({ id }) => id)

describe('tokens revoke', () => {
  test('ends it, reads that back, forgets the stored secret', async () => {
    const person = await newHolder()
    await person.run('tokens create ci-main')
    const secret = await person.secretOf('ci-main')
    expect(await person.run('tokens revoke ci-main --yes')).toEqual({
      exitCode: 0,
      stdout: '2\tci-main\trevoked\n',
      stderr: '',
      requests: ['GET /users/me', 'DELETE /access-tokens/2', 'GET /users/me'],
    })
    expect((await person.run('tokens get ci-main')).exitCode).toBe(4)
    expect((await send('GET', `${person.sandbox.apiUrl}/users/me`, { token: secret })).status).toBe(401)
    expect(await person.leaks(secret)).toEqual([])
  })

  // Regressed: exit 0 and not a word, while the old secret went on working.
  test('by its label in a grace period: the predecessor is left, which is told, and ended by its id', async () => {
    const person = await newHolder()
    await person.run('tokens create ci-main')
    expect((await person.run('tokens rotate ci-main --grace 24h')).exitCode).toBe(0)
    const left = "warning: token 2 'ci-main' still works: beatpass tokens revoke 2\n"
    const would = { exitCode: 0, stdout: '3\tci-main\twould-revoke\n', stderr: left }
    expect(await person.run('tokens revoke ci-main --dry-run')).toMatchObject(would)
    const done = { exitCode: 0, stdout: '3\tci-main\trevoked\n', stderr: left }
    expect(await person.run('tokens revoke ci-main --yes')).toMatchObject(done)
    expect(await person.run('tokens revoke 2 --yes')).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await idsOf(person)).toEqual([1])
  })

  // Regressed: the token of `revoked` was told as active, and as stored where its secret had just been removed.
  test('--json tells the token as it is now', async () => {
    const person = await newHolder()
    await person.run('tokens create ci-main --to store: --to env:.env#TOKEN')
    const told = (more: object) => expect.objectContaining({ id: '2', label: 'ci-main', ...more })
    const planned = await person.run('tokens revoke 2 --dry-run --json')
    expect(JSON.parse(planned.stdout)).toEqual([
      { token: told({ status: 'active' }), outcome: 'would-revoke' },
    ])
    const { stdout } = await person.run('tokens revoke 2 --yes --json')
    const storedIn = [`env:${person.home}/.env#TOKEN`]
    expect(JSON.parse(stdout)).toEqual([{ token: told({ status: 'revoked', storedIn }), outcome: 'revoked' }])
  })

  test('without a terminal and without --yes: 2 and no request', async () => {
    const person = await newHolder()
    expect(await person.run('tokens revoke bench')).toEqual({
      ...refusal(2, 'revoking needs a yes, and nobody can be asked', '--yes'),
      requests: [],
    })
    expect(await person.run('tokens revoke --yes')).toEqual({
      ...refusal(2, 'which tokens?', 'name them, or say --expired, --unused-for or --all-but-current'),
      requests: [],
    })
  })

  test('unknown: 4 and nothing is revoked', async () => {
    const person = await newHolder()
    await person.run('tokens create ci-main')
    expect(await person.run('tokens revoke ci-main nobody --yes')).toEqual({
      ...refusal(4, "no token named 'nobody'", 'beatpass tokens list shows them'),
      requests: ['GET /users/me'],
    })
    expect(await idsOf(person)).toEqual([1, 2])
  })

  test('--dry-run changes nothing and needs no yes', async () => {
    const person = await newHolder()
    await createToken(person.sandbox, token(person), 'other')
    expect(await person.run('tokens revoke --all-but-current --dry-run')).toEqual({
      exitCode: 0,
      stdout: '2\tother\twould-revoke\n',
      stderr: '',
      requests: ['GET /users/me'],
    })
  })

  test('--all-but-current keeps the token in use', async () => {
    const person = await newHolder()
    for (const name of ['one', 'two']) await createToken(person.sandbox, token(person), name)
    expect((await person.run('tokens revoke --all-but-current --yes')).exitCode).toBe(0)
    expect(await idsOf(person)).toEqual([1])
  })

  test('--expired and --unused-for', async () => {
    const { clock, move } = movableClock('2026-03-01T12:00:00Z')
    const person = await newHolder({ clock })
    await createToken(person.sandbox, token(person), 'oldest')
    move(60 * day)
    person.env.BEATPASS_TOKEN = (await createToken(person.sandbox, token(person), 'newer')).secret
    move(31 * day)
    const expired = await person.run('tokens revoke --expired --yes')
    expect(expired.stdout.split('\n').sort()).toEqual(['', '1\tbench\trevoked', '2\toldest\trevoked'])
    await createToken(person.sandbox, token(person), 'unused')
    move(20 * day)
    const unused = await person.run('tokens revoke --unused-for 2w --yes')
    expect(unused).toMatchObject({ exitCode: 0, stdout: '4\tunused\trevoked\n' })
    expect(await person.run('tokens revoke --unused-for 2w --yes')).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: 'nothing to revoke\n',
    })
  })

  test('a platform that lists it on: 9, and the secret stays', async () => {
    const person = await newHolder({ faults: ['ghost-delete@DELETE /access-tokens/2'] })
    await person.run('tokens create ci-main')
    expect(await person.run('tokens revoke ci-main --yes')).toMatchObject({
      exitCode: 9,
      stdout: '2\tci-main\tfailed\n',
      stderr:
        "beatpass: the platform still lists token 2 'ci-main'\nhint: revoke what is left again, by its id: beatpass tokens revoke 2\n",
    })
    expect((await person.run('tokens get ci-main')).exitCode).toBe(0)
  })

  test('some of several fail: 11', async () => {
    const person = await newHolder({ faults: ['ghost-delete@DELETE /access-tokens/2'] })
    for (const name of ['one', 'two']) await person.run(`tokens create the-${name}`)
    const ran = await person.run('tokens revoke the-one the-two --yes')
    expect(ran).toMatchObject({ exitCode: 11, stdout: '2\tthe-one\tfailed\n3\tthe-two\trevoked\n' })
    expect(ran.stderr).toBe(
      "beatpass: 1 of 2 tokens failed: the platform still lists token 2 'the-one'\nhint: revoke what is left again, by its id: beatpass tokens revoke 2\n",
    )
  })

  test('one that the platform has no more is forgotten', async () => {
    const person = await newHolder()
    await person.run('tokens create ci-main')
    await send('DELETE', `${person.sandbox.apiUrl}/access-tokens/2`, { token: token(person) })
    expect((await person.run('tokens list --status missing')).stdout).toMatch(/^2\tci-main\tmissing\t/)
    expect(await person.run('tokens revoke ci-main --yes')).toMatchObject({
      exitCode: 0,
      stdout: '2\tci-main\tforgotten\n',
    })
    expect((await person.run('tokens get ci-main')).exitCode).toBe(4)
  })
})

// Regressed: its secret was removed as that of a dead one, exit 0, and the token went on living.
test('one that a list does not show yet is ended before its secret is removed', async () => {
  const person = await newHolder({ faults: ['stale-list=20s@GET /users/me#3-'] })
  expect((await person.run('tokens create ci-main')).exitCode).toBe(0)
  const secret = await person.secretOf('ci-main')
  const ran = await person.run('tokens revoke ci-main --yes')
  expect(ran).toMatchObject({ exitCode: 0, stdout: '2\tci-main\tforgotten\n' })
  expect((await send('GET', `${person.sandbox.apiUrl}/users/me`, { token: secret })).status).toBe(401)
})

describe('tokens revoke at a terminal', () => {
  test('asks, and does it on a yes', async () => {
    const person = await newHolder()
    await createToken(person.sandbox, token(person), 'other')
    const { exitCode, text } = await atTerminal(person, 'tokens revoke other', {
      typed: [[/Revoke token 2 'other'\?/, 'y\r']],
    })
    expect(text).toMatch(/\ntoken 2 'other' is revoked\n$/)
    expect(exitCode).toBe(0)
    expect(await idsOf(person)).toEqual([1])
  })

  test('Enter alone is a no', async () => {
    const person = await newHolder()
    await createToken(person.sandbox, token(person), 'other')
    const { exitCode, text } = await atTerminal(person, 'tokens revoke other', {
      typed: [[/Revoke token/, '\r']],
    })
    expect(text).toMatch(/\nbeatpass: nothing was revoked\n$/)
    expect(exitCode).toBe(130)
    expect(await idsOf(person)).toEqual([1, 2])
  })
})
