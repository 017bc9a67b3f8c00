import { expect, test } from 'vitest'
import { createToken, listTokens } from '../sandbox/client.ts'
import { atTerminal } from './at-terminal.ts'
import { newHolder, type Person } from './person.ts'

// The sandbox's own limiter with a short window, at the machine's own time: a minute would be waited for.

const seconds = 3
const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)
const token = ({ env }: Person) => env.BEATPASS_TOKEN ?? ''
const waits = /^\d+ of \d+, .*ends in \d+ s \(\d\d:\d\d:\d\dZ\), waits until \d\d:\d\d:\d\dZ$/m

/** A holder of so many tokens besides the one in use, at a limit of so many calls; the first window is whole. */
async function limited(calls: number, tokens = 0, faults: string[] = []) {
  let ahead = 0
  const clock = () => new Date(Date.now() + ahead)
  const person = await newHolder({ rateLimit: { calls, seconds }, clock, faults })
  for (const at of numbers(tokens)) {
    if (at % (calls - 1) === 0) ahead += seconds * 1_000
    await createToken(person.sandbox, token(person), `ci-${at}`)
  }
  ahead += seconds * 1_000
  return person
}

const statuses = ({ sandbox }: Person) => new Set(sandbox.requests.map(({ status }) => status))

test('twice as many as a window holds are revoked without a refusal; one that stays does not stop the rest', async () => {
  const person = await limited(40, 70, ['ghost-delete@DELETE /access-tokens/5'])
  const { exitCode, stdout, stderr, requests } = await person.run('tokens revoke --all-but-current --yes')
  const rows = stdout.trimEnd().split('\n')
  expect(rows.filter(row => row.endsWith('\trevoked'))).toHaveLength(69)
  expect(rows.filter(row => row.endsWith('\tfailed'))).toEqual(['5\tci-3\tfailed'])
  expect(exitCode).toBe(11)
  expect(stderr).toMatch(waits)
  expect(requests.filter(line => line.startsWith('DELETE'))).toHaveLength(71)
  expect(statuses(person)).not.toContain(429)
})

test('creating more than a window holds waits for the next one, and is not refused', async () => {
  const person = await limited(25)
  const names = numbers(40).map(at => `ci-${at}`)
  const { exitCode, stderr } = await person.run(['tokens', 'create', ...names, '--to', 'file:{label}'])
  expect(exitCode).toBe(0)
  expect(stderr).toMatch(waits)
  expect(statuses(person)).not.toContain(429)
})

test('rotating more than a window holds waits for the next one, and is not refused', async () => {
  const person = await limited(40)
  const names = numbers(15).map(at => `ci-${at}`)
  expect((await person.run(['tokens', 'create', ...names, '--to', 'file:{label}'])).exitCode).toBe(0)
  const { exitCode, stderr, requests } = await person.run(['tokens', 'rotate', ...names])
  expect(exitCode).toBe(0)
  expect(requests.length).toBeGreaterThan(40)
  expect(stderr).toContain('waits until')
  expect(statuses(person)).not.toContain(429)
  expect((await listTokens(person.sandbox, token(person))).length).toBe(16)
})

test('at a terminal of 80 columns the line fits, tells rate and end, and is gone at the end', async () => {
  const person = await limited(40, 50)
  const { exitCode, raw, text } = await atTerminal(person, 'tokens revoke --all-but-current --yes')
  expect(exitCode).toBe(0)
  const lines = raw.split(/\r/).map(line => line.replace('\x1b[K', ''))
  const told = lines.filter(line => /^\d+ of 50, \d+ a (second|minute), ends in /.test(line))
  expect(told.some(line => line.includes(', waits until '))).toBe(true)
  expect(Math.max(...told.map(({ length }) => length))).toBeLessThan(80)
  expect(raw).toContain('\r\x1b[K')
  expect(text).toMatch(/revoked/)
})
