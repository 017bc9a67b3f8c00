import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { listTokens, movableClock, send } from '../sandbox/client.ts'
import { atTerminal } from './at-terminal.ts'
import { newHolder, type Person } from './person.ts'

const steps = (old: string, claim: string) =>
  [
    'ci-main: creating a successor',
    `ci-main: delivering token ${claim} to store:`,
    'ci-main: verifying store:',
    `ci-main: revoking token ${old}`,
    '',
  ].join('\n')
const isRead = (request: string) => request.startsWith('GET ')
const idsOf = async (person: Person, token = person.env.BEATPASS_TOKEN ?? '') =>
  (await listTokens(person.sandbox, token)).map(({ id }) => id)

async function withToken(...args: Parameters<typeof newHolder>): Promise<Person> {
  const person = await newHolder(...args)
  expect((await person.run('tokens create ci-main')).exitCode).toBe(0)
  return person
}

describe('tokens rotate', () => {
  test('replaces the secret, then ends the old one: tab-separated outcome, steps on stderr', async () => {
    const person = await withToken()
    const old = await person.secretOf('ci-main')
    const ran = await person.run('tokens rotate ci-main')
    expect(ran).toMatchObject({ exitCode: 0, stdout: 'ci-main\trotated\t2\t3\t\n', stderr: steps('2', '3') })
    expect(ran.requests.filter(request => !isRead(request))).toEqual([
      'POST /access-tokens',
      'DELETE /access-tokens/2',
    ])
    const secret = await person.secretOf('ci-main')
    expect(secret).toMatch(/^3\|/)
    expect(await idsOf(person, secret)).toEqual([1, 3])
    const { status } = await send('GET', `${person.sandbox.apiUrl}/users/me`, { token: old })
    expect(status).toBe(401)
    expect([await person.leaks(secret), await person.leaks(old)]).toEqual([[], []])
    expect(person.sandbox.requests.find(({ path }) => path === '/access-tokens/2')?.tokenId).toBe('3')
  })

  test('--json is an array of exactly the fields of the contract', async () => {
    const person = await withToken()
    const { stdout, exitCode } = await person.run('tokens rotate ci-main --json')
    const [rotation, ...more] = JSON.parse(stdout)
    expect({ exitCode, more, keys: Object.keys(rotation) }).toEqual({
      exitCode: 0,
      more: [],
      keys: [
        'label',
        'outcome',
        'predecessor',
        'successor',
        'predecessorEndsAt',
        'destinations',
        'verified',
        'warnings',
        'steps',
      ],
    })
    expect(rotation).toMatchObject({
      label: 'ci-main',
      outcome: 'rotated',
      predecessor: { id: '2', label: 'ci-main', status: 'revoked', storedIn: [] },
      successor: { id: '3', label: 'ci-main', name: expect.stringMatching(/^ci-main ~[a-z2-7]{10}$/) },
      predecessorEndsAt: null,
      destinations: [{ to: 'store:', status: 'verified', at: expect.any(String) }],
      verified: true,
      warnings: [],
    })
  })

  test('at a terminal it is a sentence', async () => {
    const person = await withToken()
    const { text } = await atTerminal(person, 'tokens rotate ci-main')
    expect(text).toBe(`${steps('2', '3')}ci-main: token 3 is in place; token 2 is revoked\n`)
  })

  test.each([
    ['--within 14d', 'ci-main\tnothing-due\t2\t\t\n'],
    ['--within 2026-03-15', 'ci-main\tnothing-due\t2\t\t\n'],
    ['--dry-run', 'ci-main\tplanned\t2\t\t\n'],
    ['--within 90d --dry-run', 'ci-main\tplanned\t2\t\t\n'],
  ])('%s changes nothing', async (flags, stdout) => {
    const person = await withToken()
    const secret = await person.secretOf('ci-main')
    const ran = await person.run(`tokens rotate ci-main ${flags}`)
    expect(ran).toMatchObject({ exitCode: 0, stdout, stderr: '' })
    expect(ran.requests.filter(request => !isRead(request))).toEqual([])
    expect(await person.secretOf('ci-main')).toBe(secret)
  })

  test('the successor gets the lifetime that was asked for', async () => {
    const person = await newHolder()
    await person.run('tokens create ci-main --expires 30d')
    const { stdout } = await person.run('tokens rotate ci-main --within 31d --json')
    expect(JSON.parse(stdout)[0].successor).toMatchObject({
      expiresAt: '2026-03-31T12:00:00.000Z',
      expirySource: 'requested',
    })
  })

  test('with only BEATPASS_TOKEN a token rotates itself', async () => {
    const person = await newHolder()
    await person.run(['tokens', 'create', 'deploy', '--to', 'env:.env#BEATPASS_TOKEN'])
    const env = async () => ({
      BEATPASS_TOKEN: /'(.*)'/.exec(await readFile(join(person.home, '.env'), 'utf8'))?.[1] ?? '',
      BEATPASS_STORE: '',
    })
    const old = await env()
    const to = ['--to', 'env:.env#BEATPASS_TOKEN']
    const ran = await person.run(['tokens', 'rotate', 'deploy', ...to], { env: old })
    expect(ran).toMatchObject({ exitCode: 0, stdout: 'deploy\trotated\t2\t3\t\n' })
    expect((await env()).BEATPASS_TOKEN).toMatch(/^3\|/)
    expect((await person.run('whoami', { env: await env() })).exitCode).toBe(0)
    expect((await person.run('whoami', { env: old })).exitCode).toBe(3)
    expect(await person.leaks(old.BEATPASS_TOKEN)).toEqual([])
  })

  test('--to stdout: is the secret alone, the outcome a remark', async () => {
    const person = await withToken()
    const { exitCode, stdout, stderr } = await person.run('tokens rotate ci-main --to stdout:')
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(/^3\|\w{48}\n$/) })
    expect(stderr).toContain('ci-main: token 3 is in place; token 2 is revoked\n')
    expect(await person.leaks(stdout.trimEnd())).toEqual(['stdout of tokens rotate ci-main --to stdout:'])
  })

  test('several, one of which fails: 11, and the others are done', async () => {
    const person = await withToken()
    const ran = await person.run('tokens rotate nobody ci-main')
    expect(ran).toMatchObject({ exitCode: 11, stdout: 'nobody\tfailed\t\t\t\nci-main\trotated\t2\t3\t\n' })
    expect(ran.stderr).toMatch(/beatpass: 1 of 2 rotations failed: no token named 'nobody'\nhint: .*\n$/)
  })

  test('--quiet says nothing but errors', async () => {
    const person = await withToken()
    expect(await person.run('tokens rotate ci-main --quiet')).toMatchObject({ exitCode: 0, stderr: '' })
    expect((await person.run('tokens rotate nobody --quiet')).stderr).toMatch(/^beatpass: no token/)
  })
})

describe('a grace period', () => {
  test('the old one works until then; finish ends it', async () => {
    const { clock, move } = movableClock('2026-03-01T12:00:00Z')
    const person = await withToken({ clock })
    const old = await person.secretOf('ci-main')
    expect(await person.run('tokens rotate ci-main --grace 24h')).toMatchObject({
      exitCode: 0,
      stdout: 'ci-main\trotated\t2\t3\t2026-03-02T12:00:00Z\n',
    })
    expect(await idsOf(person, old)).toEqual([1, 2, 3])
    expect((await person.run('tokens list --status rotating')).stdout).toMatch(/^2\tci-main\trotating\t/)
    move(23 * 3_600_000)
    expect(await person.run('tokens finish')).toMatchObject({ exitCode: 0 })
    expect(await idsOf(person)).toEqual([1, 2, 3])
    move(2 * 3_600_000)
    expect(await person.run('tokens finish --dry-run')).toMatchObject({ exitCode: 0 })
    expect(await idsOf(person)).toEqual([1, 2, 3])
    expect(await person.run('tokens finish')).toMatchObject({
      exitCode: 0,
      stdout: 'ci-main\tfinished\t2\t3\t\n',
    })
    expect(await idsOf(person)).toEqual([1, 3])
    const again = await person.run('tokens finish')
    expect(again).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'nothing to finish\n',
      requests: ['GET /users/me'],
    })
  })
})
