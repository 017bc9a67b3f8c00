import { execFileSync } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { listTokens } from '../sandbox/client.ts'
import { newHolder, newPerson, type Person } from './person.ts'

const idsOf = async (person: Person) =>
  (await listTokens(person.sandbox, person.env.BEATPASS_TOKEN ?? '')).map(({ id }) => id)

/** Resolves once the platform was asked for that, `times` times. */
async function asked(person: Person, request: string, times = 1): Promise<void> {
  while (person.requests.filter(one => one === request).length < times) await sleep(20)
}

async function rotating(fault: string): Promise<Person> {
  const person = await newHolder({ faults: [fault] })
  expect((await person.run('tokens create ci-main')).exitCode).toBe(0)
  return person
}

describe('a signal while nothing must be kept together', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 143],
  ] as const)('%s ends a list at once with %i', async (signal, exitCode) => {
    const person = await newHolder({ faults: ['delay=20s@GET /users/me'] })
    const running = person.start('tokens list')
    await asked(person, 'GET /users/me')
    running.child.kill(signal)
    expect(await running.ended).toEqual({ exitCode, stdout: '', stderr: 'beatpass: interrupted\n' })
  })
})

// Regressed: Node waited for the writer in a thread, and no signal ended that.
test('while the writer of a pipe is waited for that the environment names, a signal ends it', async () => {
  const person = await newHolder()
  const pipe = join(person.home, 'kubeconfig')
  execFileSync('mkfifo', [pipe])
  const running = person.start('tokens create ci-main --to k8s:ci/tokens#main', { env: { KUBECONFIG: pipe } })
  await sleep(1_000)
  const writer = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK)
  onTestFinished(() => closeSync(writer))
  running.child.kill('SIGTERM')
  expect(await running.ended).toEqual({ exitCode: 143, stdout: '', stderr: 'beatpass: interrupted\n' })
})

// Regressed: Node opened its debugger on a port of 127.0.0.1, which any user of the machine can reach.
test('SIGUSR1 opens no debugger and stops nothing', async () => {
  const person = await newHolder({ faults: ['delay=1s@GET /users/me'] })
  const running = person.start('tokens list')
  await asked(person, 'GET /users/me')
  running.child.kill('SIGUSR1')
  const { exitCode, stdout, stderr } = await running.ended
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(stdout).toMatch(/^1\tbench\t/)
})

describe('a signal in the middle of a rotation', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s: the new token is withdrawn, the old one works, %i', async (signal, exitCode) => {
    const person = await rotating('delay=1s@POST /access-tokens#2')
    const running = person.start('tokens rotate ci-main')
    await asked(person, 'POST /access-tokens', 2)
    running.child.kill(signal)
    const ran = await running.ended
    expect(ran.exitCode).toBe(exitCode)
    expect(ran.stderr).toContain('stopping at a safe point; a second Ctrl-C leaves now\n')
    expect(ran.stderr).toMatch(
      /\nbeatpass: 'ci-main': interrupted; the old token still works and nothing changed\n$/,
    )
    expect(await idsOf(person)).toEqual([1, 2])
    expect((await person.run('tokens verify ci-main')).exitCode).toBe(0)
  })

  test('a second one leaves now, with one line', async () => {
    const person = await rotating('delay=20s@POST /access-tokens#2')
    const running = person.start('tokens rotate ci-main')
    await asked(person, 'POST /access-tokens', 2)
    running.child.kill('SIGINT')
    await running.said(/stopping at a safe point/)
    running.child.kill('SIGINT')
    const { exitCode, stderr } = await running.ended
    expect(exitCode).toBe(130)
    expect(stderr).toMatch(
      /\nbeatpass: interrupted in the middle: run the same command again, nothing is lost\n$/,
    )
    expect((await person.run('tokens verify ci-main')).exitCode).toBe(0)
  })

  test('work that does not come to a safe point is left after five seconds', async () => {
    const person = await rotating('delay=60s@POST /access-tokens#2')
    const running = person.start('tokens rotate ci-main')
    await asked(person, 'POST /access-tokens', 2)
    running.child.kill('SIGTERM')
    expect((await running.ended).exitCode).toBe(143)
  })
})

// Regressed: "run the same command again, nothing is lost", and the same command found the name taken.
test.each([
  [
    'tokens create ci-main',
    "a token 'ci-main' may exist, and its secret may be stored nowhere",
    "beatpass tokens list --name 'ci-main' shows it; rotate or revoke it",
  ],
  [
    'tokens create ci-main ci-next',
    'some of 2 tokens may exist, and the secret of any may be stored nowhere',
    'beatpass tokens list shows them; rotate or revoke those that are stored nowhere',
  ],
])('two signals while %s has no answer: what exists is told', async (line, what, hint) => {
  const person = await newHolder({ faults: ['stall@POST /access-tokens#1'] })
  const running = person.start(line)
  await asked(person, 'POST /access-tokens')
  running.child.kill('SIGINT')
  await running.said(/stopping at a safe point/)
  running.child.kill('SIGINT')
  const { exitCode, stdout, stderr } = await running.ended
  expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' })
  expect(stderr.endsWith(`\nbeatpass: interrupted in the middle: ${what}\nhint: ${hint}\n`)).toBe(true)
  expect((await idsOf(person)).length).toBeGreaterThan(1)
})

test('a signal while a token is being made: it is stored all the same, and told', async () => {
  const person = await newHolder({ faults: ['delay=1s@POST /access-tokens'] })
  const running = person.start('tokens create ci-main')
  await asked(person, 'POST /access-tokens')
  running.child.kill('SIGINT')
  expect(await running.ended).toEqual({
    exitCode: 130,
    stdout: '',
    stderr:
      'stopping at a safe point; a second Ctrl-C leaves now\nbeatpass: interrupted: token 2 is created and stored, and not yet verified\n',
  })
  expect((await person.run('tokens verify ci-main')).exitCode).toBe(0)
})

async function signingIn(person: Person) {
  const running = person.start('login --email dev@beatpass.test --password-stdin', {
    input: person.sandbox.password,
  })
  await asked(person, 'POST /auth/login')
  return running
}

test('two signals while signing in: a session may be left', async () => {
  const person = await newPerson({ faults: ['stall@POST /auth/login'] })
  const running = await signingIn(person)
  running.child.kill('SIGINT')
  await running.said(/stopping at a safe point/)
  running.child.kill('SIGINT')
  const { exitCode, stderr } = await running.ended
  expect(exitCode).toBe(130)
  expect(stderr).toMatch(
    /\nbeatpass: interrupted in the middle: a session may be left on the platform\nhint: sign in again; what is left can be deleted at http:[^\n]*\n$/,
  )
})

test('a signal while signing in: the session is kept all the same', async () => {
  const person = await newPerson({ faults: ['delay=1s@POST /auth/login'] })
  const running = await signingIn(person)
  running.child.kill('SIGTERM')
  expect((await running.ended).exitCode).toBe(0)
  expect((await person.run('whoami')).exitCode).toBe(0)
})

// Regressed: "interrupted", with the session dead on the platform and kept here.
test('a signal while signing out: the session is ended and forgotten all the same', async () => {
  const person = await newPerson({ faults: ['delay=1s@DELETE /access-tokens/*'] })
  expect((await person.login()).exitCode).toBe(0)
  const running = person.start('logout')
  await asked(person, 'DELETE /access-tokens/1')
  running.child.kill('SIGTERM')
  expect(await running.ended).toMatchObject({
    exitCode: 0,
    stderr: expect.stringMatching(/signed out; the session is revoked\n$/),
  })
  expect((await person.run('logout')).stderr).toContain("profile 'default' is not signed in")
})
