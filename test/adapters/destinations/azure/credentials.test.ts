import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { application, freshVault, vaultToken } from '../azure-bench.ts'

const { tenant, client, secret, assertion } = application
const named = { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client }

test('a federated token in a file, read with the name of the application', async () => {
  const bench = await freshVault({ env: { ...named, AZURE_FEDERATED_TOKEN_FILE: 'token' } })
  await writeFile(join(bench.folder, 'token'), `${assertion}\n`)
  await bench.destination.probe()
  await bench.destination.observe()
  expect(
    bench.server.asked.filter(({ path }) => path.endsWith('/token') && path.includes('oauth2')),
  ).toHaveLength(1)
})

/** A vault whose credential comes from a program called az, a stand-in: a script that keeps its arguments. */
async function withAz(script: string) {
  const bench = await freshVault({ env: {} })
  await writeFile(join(bench.folder, 'az'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  Object.assign(bench.world.env, { PATH: `${bench.folder}:${process.env.PATH}`, BEATPASS_TOKEN: '12|ours' })
  return bench
}

test('az, with nothing secret in its arguments and nothing of ours in its environment', async () => {
  const answer = JSON.stringify({ accessToken: vaultToken, tokenType: 'Bearer', expires_on: 1 })
  const { destination, folder } = await withAz(`echo "$@" > args; env > seen; echo '${answer}'`)
  await destination.probe()
  const args = await readFile(join(folder, 'args'), 'utf8')
  expect(args).toBe('account get-access-token --resource https://vault.azure.net --output json\n')
  expect(await readFile(join(folder, 'seen'), 'utf8')).not.toContain('BEATPASS_TOKEN')
})

describe('a credential that does not help', () => {
  test.each<[what: string, script: string, message: RegExp, hint: RegExp]>([
    ['az that is not signed in', 'echo dont-tell >&2; exit 1', /az failed \(1\)/, /az login/],
    ['az that prints something else', 'echo dont-tell', /az printed no JSON/, /by hand/],
    ['az without a token', "echo '{}'", /accessToken is missing/, /az login/],
  ])('%s', async (_, script, message, hint) => {
    const { destination } = await withAz(script)
    const error = await destination.probe().catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    })
    expect(String(error)).not.toContain('dont-tell')
  })

  test.each<[what: string, env: Record<string, string>, message: RegExp, hint: RegExp]>([
    ['nothing at all', { PATH: '/nonexistent' }, /az is not installed/, /AZURE_TENANT_ID/],
    [
      'no tenant',
      { AZURE_CLIENT_ID: client, AZURE_CLIENT_SECRET: secret },
      /AZURE_TENANT_ID and/,
      /set both/,
    ],
    [
      'an odd tenant',
      { ...named, AZURE_TENANT_ID: '../x', AZURE_CLIENT_SECRET: secret },
      /AZURE_TENANT_ID/,
      /set/,
    ],
    [
      'another secret',
      { ...named, AZURE_CLIENT_SECRET: 'wrong-secret-1' },
      /\(401\): invalid_client: AADSTS7000215: Invalid client secret provided\.$/,
      /secret ended/,
    ],
    [
      'a missing file',
      { ...named, AZURE_FEDERATED_TOKEN_FILE: 'none' },
      /no file .*none, which AZURE_/,
      /path/,
    ],
    [
      'an authority in the clear',
      { ...named, AZURE_CLIENT_SECRET: secret, AZURE_AUTHORITY_HOST: 'http://x.test' },
      /AZURE_AUTHORITY_HOST is not an https address/,
      /https/,
    ],
  ])('%s', async (_, env, message, hint) => {
    const { destination, server } = await freshVault({ env })
    const error = await destination.probe().catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/wrong-secret|client-secret/)
    expect(server.asked.filter(({ path }) => path.startsWith('/secrets'))).toEqual([])
  })
})
