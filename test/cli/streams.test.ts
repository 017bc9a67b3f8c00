import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createToken, listTokens } from '../sandbox/client.ts'
import { quotedBeatpass } from './beatpass.ts'
import { newHolder, newPerson, type Person } from './person.ts'

/** Runs a bash script in which `beatpass` is the real one; gives what `exit` was told and what came out. */
async function inShell(person: Person, script: string) {
  const child = spawn('bash', ['-c', `beatpass() { ${quotedBeatpass()} "$@"; }\n${script}`], {
    env: person.env,
    cwd: person.home,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', data => (stdout += data))
  child.stderr.on('data', data => (stderr += data))
  const [exitCode] = await once(child, 'close')
  return { exitCode, stdout, stderr }
}
const idsOf = async (person: Person) =>
  (await listTokens(person.sandbox, person.env.BEATPASS_TOKEN ?? '')).map(({ id }) => id)
const full = 'beatpass: stdout cannot be written: no space is left\nhint: see where it is redirected to\n'

describe('a reader that goes away', () => {
  test.each(['--json', '--header', '--csv', '--ndjson'])('%s | head -0 is no failure', async flag => {
    const person = await newHolder()
    for (let n = 0; n < 20; n++)
      await createToken(person.sandbox, person.env.BEATPASS_TOKEN ?? '', `token ${n}`)
    const script = `set -o pipefail; beatpass tokens list ${flag} | head -0`
    expect(await inShell(person, script)).toEqual({ exitCode: 0, stdout: '', stderr: '' })
  })

  test('a secret that nobody reads from stdout: was not delivered, 8, and its token is gone', async () => {
    const person = await newHolder()
    const script = 'set -o pipefail; beatpass tokens create ci-main --to stdout: | true'
    expect(await inShell(person, script)).toEqual({
      exitCode: 8,
      stdout: '',
      stderr:
        'beatpass: not delivered to stdout: (nobody reads stdout any more); token 2 was revoked again\nhint: mend the destination, then run it again\n',
    })
    expect(await idsOf(person)).toEqual([1])
  })
})

describe('a full disk', () => {
  test('under stdout: 9 and one line', async () => {
    const person = await newHolder()
    expect(await inShell(person, 'beatpass tokens list >/dev/full')).toEqual({
      exitCode: 9,
      stdout: '',
      stderr: full,
    })
    expect(await inShell(person, 'beatpass --help >/dev/full')).toMatchObject({ exitCode: 9, stderr: full })
  })

  // Regressed: it was told to be retryable, and the second time the name was taken.
  test('under what a create tells: 9, not to be tried again', async () => {
    const person = await newHolder()
    const ran = await inShell(person, 'beatpass tokens create ci-main --json >/dev/full')
    expect(ran).toMatchObject({ exitCode: 9, stdout: '' })
    expect(JSON.parse(ran.stderr)).toMatchObject({ error: { code: 'incomplete', retryable: false } })
    expect(await idsOf(person)).toEqual([1, 2])
  })

  test('under a secret for stdout: 8, and its token is gone', async () => {
    const person = await newHolder()
    const ran = await inShell(person, 'beatpass tokens create ci-main --to stdout: >/dev/full')
    expect(ran).toMatchObject({ exitCode: 8, stdout: '' })
    expect(await idsOf(person)).toEqual([1])
  })

  test('under stderr does not stop the work', async () => {
    const person = await newHolder()
    await person.run('tokens create ci-main')
    const ran = await inShell(person, 'beatpass tokens rotate ci-main 2>/dev/full')
    expect(ran).toEqual({ exitCode: 0, stdout: 'ci-main\trotated\t2\t3\t\n', stderr: '' })
    expect((await inShell(person, 'beatpass tokens show nobody 2>/dev/full')).exitCode).toBe(4)
  })
})

test.each(['>&-', '>/dev/null'])('stdout: into %s is refused before anything is minted: 7', async where => {
  const person = await newHolder()
  const ran = await inShell(person, `beatpass tokens create ci-main --to stdout: ${where}`)
  expect(ran).toMatchObject({
    exitCode: 7,
    stderr: expect.stringContaining('stdout is closed or thrown away: nobody would have the secret'),
  })
  expect(await idsOf(person)).toEqual([1])
})

test('closed descriptors are no failure', async () => {
  const person = await newHolder()
  expect(await inShell(person, 'beatpass tokens list >&- 2>&- <&-')).toMatchObject({ exitCode: 0 })
})

describe('a home that cannot be written', () => {
  const asNobody = `beatpass() { setpriv --reuid=65534 --regid=65534 --clear-groups ${quotedBeatpass()} "$@"; }`
  const shell = async (person: Person, script: string) => {
    await chmod(person.home, 0o555)
    return await inShell(person, `${process.getuid?.() === 0 ? asNobody : ''}\n${script}`)
  }

  test('with BEATPASS_TOKEN the work is done, and the user is told what is not remembered', async () => {
    const person = await newHolder()
    const ran = await shell(person, 'beatpass tokens create ci-main --to stdout:')
    expect(ran).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^2\|\w{48}\n$/) })
    expect(ran.stderr).toMatch(/^warning: this machine will not remember token 2: no permission for .*\n/)
  })

  test('login: 7 before any request', async () => {
    const person = await newPerson()
    const login = 'beatpass login --email dev@beatpass.test --password-stdin'
    const env = { ...person.env, BEATPASS_AGE_IDENTITY: '', BEATPASS_PASSPHRASE_FILE: '' }
    person.env = env
    const ran = await shell(person, `printf %s '${person.sandbox.password}' | ${login}`)
    expect(ran).toMatchObject({ exitCode: 7, stdout: '' })
    expect(person.requests).toEqual([])
  })
})

test('the version and help are on stdout, and touch nothing', async () => {
  const person = await newPerson()
  const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../../package.json'), 'utf8'))
  expect(await person.run('--version')).toEqual({
    exitCode: 0,
    stdout: `${version}\n`,
    stderr: '',
    requests: [],
  })
  const help = await person.run('tokens rotate --help', { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } })
  expect(help).toMatchObject({ exitCode: 0, stderr: '' })
  expect(help.stdout).toMatch(/^Usage: beatpass tokens rotate \[options\] <token\.\.\.>\n/)
})
