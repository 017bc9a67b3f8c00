import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { everyKind } from '../adapters/destinations/every-kind.ts'
import { startOp } from '../emulators/op.ts'
import { beatpass, refusal } from './beatpass.ts'
import { bareEnvironment, newHome, newPerson } from './person.ts'

/** Nobody is signed in, and there is no platform to ask. */
async function nobody(more: Record<string, string> = {}) {
  const home = await newHome()
  const env = { ...bareEnvironment(home), BEATPASS_API_URL: 'http://127.0.0.1:9/api/v1', ...more }
  const run = (line: string, extra: Record<string, string> = {}) =>
    beatpass(line.split(' '), { env: { ...env, ...extra }, cwd: home })
  return { home, run }
}

describe('destinations', () => {
  test('every kind, without an account, a keychain or a request', async () => {
    const { run, home } = await nobody()
    const { exitCode, stdout, stderr } = await run('destinations --json')
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(JSON.parse(stdout)).toEqual(everyKind())
    expect(await readdir(home)).toEqual([])
  })

  test('tab-separated in a pipe, and an object a line', async () => {
    const { run } = await nobody()
    const lines = (await run('destinations --header')).stdout.split('\n')
    expect(lines[0]).toBe('destination\tread_back\tconditional\tabout\tneeds')
    expect(lines).toHaveLength(everyKind().length + 2)
    expect(lines[1]).toBe("store:\tyes\tyes\tthe profile's store\ta keychain, or a store chosen with --store")
    const objects = (await run('destinations --ndjson')).stdout.trimEnd().split('\n')
    expect(objects.map(line => JSON.parse(line).scheme)).toEqual(everyKind().map(({ scheme }) => scheme))
  })

  test('two forms at once: 2', async () => {
    const { run } = await nobody()
    expect(await run('destinations --ndjson --csv')).toEqual(
      refusal(2, '--ndjson and --csv cannot be had together'),
    )
  })
})

describe('destinations --probe', () => {
  test('reachable: 0, and nothing is made there', async () => {
    const { run, home } = await nobody()
    expect(await run('destinations --probe file:token.txt --probe exec:cat')).toEqual({
      exitCode: 0,
      stdout: 'file:token.txt\tyes\tyes\tyes\t\t\nexec:cat\tyes\tno\tno\t\t\n',
      stderr: '',
    })
    expect(await readdir(home)).toEqual([])
  })

  test('one that is not: 7, on stdout and as the error', async () => {
    const { run, home } = await nobody()
    const message = `the folder of ${home}/no/token.txt does not exist`
    const { exitCode, stdout, stderr } = await run('destinations --probe file:no/token.txt --json')
    expect(exitCode).toBe(7)
    expect(JSON.parse(stdout)).toEqual([
      {
        to: 'file:no/token.txt',
        reachable: false,
        readsBack: true,
        writesConditionally: true,
        error: { code: 'destination_unavailable', message, hint: `create it first: mkdir -p ${home}/no` },
      },
    ])
    expect(JSON.parse(stderr).error).toMatchObject({ code: 'destination_unavailable', message })
  })

  test('some of several: 11', async () => {
    const { run, home } = await nobody()
    await mkdir(join(home, 'there'))
    const ran = await run('destinations --probe file:there/a --probe file:no/b --header')
    expect(ran.exitCode).toBe(11)
    expect(ran.stdout.split('\n').map(line => line.split('\t').slice(0, 2))).toEqual([
      ['to', 'reachable'],
      ['file:there/a', 'yes'],
      ['file:no/b', 'no'],
      [''],
    ])
    expect(ran.stderr).toContain('beatpass: 1 of 2 probes failed')
  })

  test('no address: 2, before anything is probed', async () => {
    const { run } = await nobody()
    const ran = await run('destinations --probe file:a --probe ftp:there')
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' })
    expect(ran.stderr).toContain("no destination is called 'ftp:'")
  })

  test('store: and keychain:, by the store that is chosen; the platform is not asked', async () => {
    const person = await newPerson()
    const ran = await person.run('destinations --probe store: --probe keychain:')
    expect(ran).toMatchObject({ exitCode: 11, requests: [] })
    expect(ran.stdout.split('\n').map(line => line.split('\t').slice(0, 5))).toEqual([
      ['store:', 'yes', 'yes', 'yes', ''],
      ['keychain:', 'no', 'yes', 'yes', 'store_unavailable'],
      [''],
    ])
  })

  test('op:, with its credential in the environment, and without', async () => {
    const op = await startOp()
    const { run } = await nobody()
    const probe = 'destinations --probe op:CI/beatpass/credential'
    expect(await run(probe, op.env)).toEqual({
      exitCode: 0,
      stdout: 'op:CI/beatpass/credential\tyes\tyes\tno\t\t\n',
      stderr: '',
    })
    const signedOut = await run(probe, { PATH: op.env.PATH ?? '' })
    expect(signedOut.exitCode).toBe(7)
    expect(signedOut.stderr).toMatch(/^beatpass: op is not signed in to 1Password\nhint: set OP_SERVICE_/)
  })
})
