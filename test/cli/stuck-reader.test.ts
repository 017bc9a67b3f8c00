import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { seedTokens } from '../sandbox/seed-tokens.ts'
import { quotedBeatpass } from './beatpass.ts'
import { newHolder, today } from './person.ts'

/** Starts a list that is longer than a pipe holds, into a pipe that nobody empties; the shell becomes beatpass. */
async function listing(line: string) {
  const person = await newHolder()
  await seedTokens(person.sandbox, 3_000, today)
  const script = `mkfifo stuck; sleep 60 < stuck & echo $! >&2; exec ${quotedBeatpass()} ${line} > stuck`
  const child = spawn('/bin/sh', ['-c', script], { env: person.env, cwd: person.home, stdio: 'pipe' })
  const [reader] = await once(child.stderr, 'data')
  onTestFinished(() => {
    child.kill('SIGKILL')
    process.kill(Number(`${reader}`))
  })
  while (!person.requests.some(request => request === 'GET /users/me')) await sleep(20)
  await sleep(1_000)
  return child
}

// Regressed: it went on waiting for its reader, deaf to all but SIGKILL.
test.each([
  ['tokens list --json', 'SIGTERM'],
  ['tokens list --sort none', 'SIGINT'],
] as const)('%s that waits for its reader ends at %s', async (line, signal) => {
  const child = await listing(line)
  expect([child.exitCode, child.signalCode]).toEqual([null, null])
  child.kill(signal)
  const [exitCode, ended] = await once(child, 'exit')
  expect({ exitCode, ended }).toEqual({ exitCode: null, ended: signal })
})

// Regressed: a remark waited for its reader, and the rotation with it, deaf to all but SIGKILL.
test('a rotation whose remarks nobody reads goes on to its end', async () => {
  const person = await newHolder()
  await person.run('tokens create ci-main')
  const rotate = `${quotedBeatpass()} tokens rotate ci-main --to "exec:cat >held; seq 30000 >&2"`
  const script = `mkfifo stuck; sleep 60 < stuck & echo $! >&2; exec ${rotate} 2> stuck`
  const child = spawn('/bin/sh', ['-c', script], { env: person.env, cwd: person.home, stdio: 'pipe' })
  const [reader] = await once(child.stderr, 'data')
  onTestFinished(() => {
    child.kill('SIGKILL')
    process.kill(Number(`${reader}`))
  })
  const [stdout] = await once(child.stdout, 'data')
  expect(`${stdout}`).toBe('ci-main\trotated\t2\t3\t\n')
  expect(await once(child, 'exit')).toEqual([0, null])
})
