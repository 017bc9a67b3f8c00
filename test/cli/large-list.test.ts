import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { type ListedToken, listTokens, send, signIn } from '../sandbox/client.ts'
import { seedTokens } from '../sandbox/seed-tokens.ts'
import { beatpass, builtBeatpass } from './beatpass.ts'
import { bareEnvironment, today } from './person.ts'

const count = 20_000
const world = { env: {} as Record<string, string>, listed: [] as ListedToken[] }

beforeAll(async () => {
  const sandbox = await startSandbox({ rateLimit: false, clock: () => today })
  const token = await signIn(sandbox, sandbox, 'bench')
  await seedTokens(sandbox, count, today)
  const home = await mkdtemp(join(tmpdir(), 'beatpass-test-'))
  const env = bareEnvironment(home)
  world.env = { ...env, BEATPASS_API_URL: sandbox.apiUrl, BEATPASS_TOKEN: token }
  await send('GET', `${sandbox.apiUrl}/users/me`, { token })
  world.listed = await listTokens(sandbox, token)
  return () => Promise.all([sandbox.stop(), rm(home, { recursive: true })])
})

const iso = (text: string | null) => (text === null ? null : new Date(text))
const inSeconds = (date: Date | null) => date?.toISOString().replace('.000', '') ?? ''
const lifetime = 90 * 86_400_000

/** A token as it is to be shown. */
function shown({ id, name, created_at, last_used_at }: ListedToken) {
  const createdAt = new Date(created_at)
  return {
    id: String(id),
    name,
    label: name,
    masked: `${id}|*************`,
    status: 'active',
    createdAt,
    expiresAt: new Date(createdAt.getTime() + lifetime),
    expirySource: 'policy',
    lastUsedAt: iso(last_used_at),
    environment: null,
    storedIn: [],
  }
}
const cells = (token: ReturnType<typeof shown>) => [
  ...[token.id, token.label, token.status],
  ...[token.expiresAt, token.createdAt, token.lastUsedAt].map(inSeconds),
  ...[token.masked, '', token.name],
]
const newestFirst = () =>
  world.listed
    .map(shown)
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || Number(b.id) - Number(a.id))
const run = (...args: string[]) => beatpass(['tokens', 'list', ...args], { env: world.env })
const heading = 'id,label,status,expires,created,last_used,masked,stored_in,name'

// Every test is some processes, each of which reads 5 MB: on a machine that has other work too they take their time.
describe(`${count} tokens`, { timeout: 120_000 }, () => {
  test.each<[flag: string, text: (tokens: ReturnType<typeof shown>[]) => string]>([
    ['--json', tokens => `${JSON.stringify(tokens)}\n`],
    ['--ndjson', tokens => tokens.map(token => `${JSON.stringify(token)}\n`).join('')],
    [
      '--csv',
      tokens => [heading, ...tokens.map(token => cells(token).join(','))].map(it => `${it}\r\n`).join(''),
    ],
    [
      '--header',
      tokens => [heading.split(','), ...tokens.map(cells)].map(it => `${it.join('\t')}\n`).join(''),
    ],
  ])('%s: every one of them, newest first', async (flag, text) => {
    const { exitCode, stdout, stderr } = await run(flag)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(world.listed).toHaveLength(count + 1)
    expect(stdout === text(newestFirst())).toBe(true)
  })

  test('--sort none: the same ones', async () => {
    const { stdout } = await run('--ndjson', '--sort', 'none')
    const ids = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line).id)
    expect(ids).not.toEqual(ids.toSorted((a, b) => a - b))
    expect(ids.toSorted((a, b) => a - b)).toEqual(world.listed.map(({ id }) => String(id)))
  })

  const tokens = (...args: string[]) => beatpass(['tokens', ...args], { env: world.env })

  test('one of them is found by its name', async () => {
    const { exitCode, stdout } = await tokens('show', 'seeded 17777', '--json')
    expect({ exitCode, name: JSON.parse(stdout).name }).toEqual({ exitCode: 0, name: 'seeded 17777' })
  })

  test('those that end soon are found: none or all', async () => {
    expect(await tokens('check', '--within', '89d')).toMatchObject({ exitCode: 0, stdout: '' })
    const { exitCode, stdout } = await tokens('check', '--within', '90d')
    expect({ exitCode, lines: stdout.split('\n').length }).toEqual({ exitCode: 10, lines: count + 2 })
  })

  test.each(['--json', '--ndjson', '--csv', '--header', '--sort none'])(
    '%s | head -1 ends quietly',
    async flags => {
      const [node, bin] = builtBeatpass()
      const script = `set -o pipefail; '${node}' '${bin}' tokens list ${flags} | head -c 100`
      const child = spawn('bash', ['-c', script], { env: world.env, stdio: ['ignore', 'pipe', 'pipe'] })
      let [stdout, stderr] = ['', '']
      child.stdout.on('data', data => (stdout += data))
      child.stderr.on('data', data => (stderr += data))
      const [exitCode] = await once(child, 'close')
      expect({ exitCode, length: stdout.length, stderr }).toEqual({ exitCode: 0, length: 100, stderr: '' })
    },
  )

  test('two of them are revoked, and read back', async () => {
    expect(await tokens('revoke', 'seeded 5', 'seeded 15000', '--yes')).toMatchObject({ exitCode: 0 })
    expect((await run('--name', 'seeded 15000')).stdout).toBe('')
  })
})
