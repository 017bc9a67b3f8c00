import { expect, test } from 'vitest'
import { createToken, listTokens } from '../sandbox/client.ts'
import { atTerminal } from './at-terminal.ts'
import { newHolder, type Person } from './person.ts'

const token = (person: Person) => person.env.BEATPASS_TOKEN ?? ''
const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)

async function holderOf(count: number, ...options: Parameters<typeof newHolder>) {
  const person = await newHolder(...options)
  for (const at of numbers(count)) await createToken(person.sandbox, token(person), `ci-${at}`)
  return person
}
const statuses = ({ sandbox }: Person) => new Set(sandbox.requests.map(({ status }) => status))

test('300 tokens are revoked in the order asked; two that stay make it exit 11', async () => {
  const faults = ['ghost-delete@DELETE /access-tokens/7', 'ghost-delete@DELETE /access-tokens/250']
  const person = await holderOf(300, { faults })
  const ids = numbers(300).map(at => String(301 - at))
  const { exitCode, stdout, stderr, requests } = await person.run([
    'tokens',
    'revoke',
    ...ids,
    '--yes',
    '--quiet',
  ])
  const failed = new Set(['7', '250'])
  expect(stdout.trimEnd().split('\n')).toEqual(
    ids.map(id => `${id}\tci-${Number(id) - 2}\t${failed.has(id) ? 'failed' : 'revoked'}`),
  )
  expect(stderr).toMatch(/^beatpass: 2 of 300 tokens failed: /)
  expect(exitCode).toBe(11)
  const lists = requests.filter(line => line === 'GET /users/me')
  expect([lists.length, requests.length]).toEqual([3, 300 + 2 + 3])
  expect((await listTokens(person.sandbox, token(person))).map(({ id }) => id).sort()).toEqual([1, 250, 7])
})

test('within a limit of 300 a minute nothing is refused', async () => {
  let now = new Date('2026-03-01T12:00:00Z')
  const person = await holderOf(280, { rateLimit: true, clock: () => now })
  now = new Date('2026-03-01T12:02:00Z')
  const ran = await person.run('tokens revoke --all-but-current --yes --quiet')
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
  expect(ran.requests).toHaveLength(282)
  expect(statuses(person)).toEqual(new Set([200]))
})

test('40 tokens are created with one command, rotated with another, each in a file of its own', async () => {
  const person = await newHolder()
  const names = numbers(40).map(at => `ci-${at}`)
  const created = await person.run(['tokens', 'create', ...names, '--to', 'file:{label}.txt', '--json'])
  expect(created.exitCode).toBe(0)
  expect(JSON.parse(created.stdout)).toEqual(
    names.map(label => ({
      token: expect.objectContaining({ label, status: 'active' }),
      destinations: [expect.objectContaining({ to: `file:${label}.txt`, status: 'verified' })],
    })),
  )
  expect(created.requests.filter(line => line === 'GET /users/me')).toHaveLength(2)
  const again = await person.run(['tokens', 'create', 'ci-3', 'fresh-one', '--to', 'file:{label}.txt'])
  expect(again).toMatchObject({ exitCode: 11, stdout: '\tci-3\tfailed\n42\tfresh-one\tcreated\n' })
  const rotated = await person.run(['tokens', 'rotate', ...names, '--quiet'])
  expect(rotated).toMatchObject({ exitCode: 0, stderr: '' })
  const rows = rotated.stdout
    .trimEnd()
    .split('\n')
    .map(line => line.split('\t').slice(0, 2))
  expect(rows).toEqual(names.map(name => [name, 'rotated']))
  expect(await listTokens(person.sandbox, token(person))).toHaveLength(42)
  // Alone each takes eleven.
  expect(rotated.requests.length).toBeLessThan(40 * 8)
})

test('several tokens in the store, and out of it again', async () => {
  const person = await newHolder()
  const names = numbers(20).map(at => `ci-${at}`)
  expect((await person.run(['tokens', 'create', ...names])).exitCode).toBe(0)
  const secrets = await Promise.all(names.slice(0, 3).map(name => person.secretOf(name)))
  for (const secret of secrets) expect(await person.leaks(secret)).toEqual([])
  expect((await person.run(['tokens', 'rotate', ...names])).exitCode).toBe(0)
  expect((await person.run(['tokens', 'revoke', ...names, '--yes'])).exitCode).toBe(0)
  expect((await person.run(['tokens', 'get', 'ci-0'])).exitCode).toBe(4)
})

test('one place for several, a name twice, and bare secrets of several are refused: nothing is sent', async () => {
  const person = await newHolder()
  for (const [line, message] of [
    ['tokens create one two --to file:x', 'file:x cannot take the secrets of 2 tokens'],
    ['tokens create one two --to stdout:', 'stdout: cannot take the secrets of 2 tokens'],
    [
      'tokens create api api-token --to env:.env#{LABEL} --to env:.env#{LABEL}_TOKEN',
      'env:.env#API_TOKEN cannot take the secrets of 2 tokens',
    ],
    ['tokens create one one', "'one' is named twice"],
    ['tokens create one two --reveal', '--reveal of several tokens needs --json'],
  ] as const) {
    const ran = await person.run(line)
    expect(ran).toMatchObject({ exitCode: 2, stdout: '', requests: [] })
    expect(ran.stderr).toMatch(`beatpass: ${message}\n`)
  }
})

test('at a terminal a line tells how far it is, and is gone at the end', async () => {
  const faults = ['delay=250ms@DELETE /access-tokens/150', 'delay=500ms@DELETE /access-tokens/151']
  const person = await holderOf(150, { faults })
  const { exitCode, text } = await atTerminal(person, 'tokens revoke --all-but-current --yes')
  expect(exitCode).toBe(0)
  expect(text).toMatch(/\d+ of 150, \d+ a second, ends in \d+ s \(\d\d:\d\d:\d\dZ\)/)
  expect(text).toMatch(/token 151 'ci-149' is revoked/)
})
