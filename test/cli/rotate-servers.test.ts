import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { dopplerToken, startDoppler } from '../emulators/doppler.ts'
import { startGithub } from '../emulators/github.ts'
import { startGitlab } from '../emulators/gitlab.ts'
import { startKubernetes } from '../emulators/kubernetes.ts'
import { startOp } from '../emulators/op.ts'
import { rootToken, startVault } from '../emulators/vault.ts'
import { listTokens } from '../sandbox/client.ts'
import { newHolder } from './person.ts'

/** A server with what leads to it, and how it is told. */
interface Led {
  url: string
  env: Record<string, string>
}

/** A cluster, and a kubeconfig in that folder whose context leads to it. */
async function cluster(home: string): Promise<Led> {
  const { url, close } = await startKubernetes({ tokens: { 'a-bearer-token': 'deployer' } })
  onTestFinished(close)
  const path = join(home, `kubeconfig-${new URL(url).port}`)
  const config = {
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'it', user: 'me' } }],
    clusters: [{ name: 'it', cluster: { server: url } }],
    users: [{ name: 'me', user: { token: 'a-bearer-token' } }],
  }
  await writeFile(path, JSON.stringify(config), { mode: 0o600 })
  return { url, env: { KUBECONFIG: path } }
}

const led = ({ url }: { url: string }, name: string, rest: Record<string, string>): Led => ({
  url,
  env: { [name]: url, ...rest },
})

/** An op that is signed in to an account with a vault of its own. */
async function account(): Promise<Led> {
  const { env, change } = await startOp()
  const vault = { id: randomBytes(13).toString('hex'), name: 'CI' }
  await change(state => {
    state.vaults = [vault]
    for (const item of state.items) item.vault = vault
  })
  const { PATH = '', OP_SERVICE_ACCOUNT_TOKEN = '' } = env
  return { url: `vault ${vault.id}`, env: { PATH, OP_SERVICE_ACCOUNT_TOKEN } }
}

const kinds: [to: string, by: string, start: (home: string) => Promise<Led>][] = [
  [
    'vault:kv/ci#token',
    'VAULT_ADDR with VAULT_NAMESPACE',
    async () => led(await startVault(), 'VAULT_ADDR', { VAULT_TOKEN: rootToken }),
  ],
  ['k8s:default/ci#token', 'the kubeconfig', cluster],
  [
    'gitlab:acme/site#TOKEN',
    'GITLAB_HOST or CI_SERVER_URL',
    async () => led(await startGitlab(), 'GITLAB_HOST', { GITLAB_TOKEN: 'glpat-maintainer' }),
  ],
  [
    'github:acme/site#TOKEN',
    'GH_HOST or GITHUB_API_URL',
    async () => led(await startGithub(), 'GITHUB_API_URL', { GH_TOKEN: 'github_pat_writer' }),
  ],
  [
    'doppler:site/prd#TOKEN',
    'DOPPLER_API_HOST',
    async () => led(await startDoppler(), 'DOPPLER_API_HOST', { DOPPLER_TOKEN: dopplerToken }),
  ],
  ['op:CI/beatpass/credential', 'OP_SERVICE_ACCOUNT_TOKEN, OP_CONNECT_HOST or OP_ACCOUNT', account],
]

const isRead = (request: string) => request.startsWith('GET ')

/** Somebody whose token 2 was delivered to a place of the server `a`; the server `b` has one of the same address. */
async function deliveredToA(to: string, start: (home: string) => Promise<Led>) {
  const person = await newHolder()
  const [a, b] = [await start(person.home), await start(person.home)]
  expect((await person.run(['tokens', 'create', 'ci-main', '--to', to], { env: a.env })).exitCode).toBe(0)
  const alive = async () =>
    (await listTokens(person.sandbox, person.env.BEATPASS_TOKEN ?? '')).map(({ id }) => id)
  return { person, a, b, alive }
}

// Regressed: the successor went to the other server, and the token that the first one still held was revoked.
test.each(kinds)(
  '%s of another server than before is refused with 7: nothing is made',
  async (to, by, start) => {
    const { person, a, b, alive } = await deliveredToA(to, start)
    const ran = await person.run('tokens rotate ci-main', { env: b.env })
    expect(ran).toMatchObject({
      exitCode: 7,
      stderr:
        `beatpass: ${to} is on ${a.url}, and today ${by} leads to ${b.url}\n` +
        `hint: set ${by} as before, or name every destination with --to\n`,
    })
    expect(ran.requests.filter(request => !isRead(request))).toEqual([])
    expect(await alive()).toEqual([1, 2])
    const again = await person.run('tokens rotate ci-main', { env: a.env })
    expect(again).toMatchObject({ exitCode: 0, stdout: 'ci-main\trotated\t2\t3\t\n' })
    const { stdout } = await person.run('tokens list --json')
    expect(JSON.parse(stdout)[0]).toMatchObject({ id: '3', storedIn: [to] })
  },
)

test.each(kinds)('%s of another server that is named is another place', async (to, _by, start) => {
  const { person, a, b } = await deliveredToA(to, start)
  const ran = await person.run(['tokens', 'rotate', 'ci-main', '--to', to], { env: b.env })
  expect(ran).toMatchObject({ exitCode: 0, stdout: 'ci-main\trotated\t2\t3\t\n' })
  expect(ran.stderr).toContain(`warning: ${to} in ${a.url} still holds the dead secret of token 2\n`)
  const again = await person.run(['tokens', 'rotate', 'ci-main', '--to', to], { env: b.env })
  expect(again).toMatchObject({ exitCode: 0, stdout: 'ci-main\trotated\t3\t4\t\n' })
  expect(again.stderr).not.toContain('warning')
})

test('vault: in another namespace is another place', async () => {
  const namespaced = async () => {
    const vault = await startVault({ namespace: 'team' })
    return led(vault, 'VAULT_ADDR', { VAULT_TOKEN: rootToken, VAULT_NAMESPACE: 'team' })
  }
  const { person, a } = await deliveredToA('vault:kv/ci#token', namespaced)
  const ran = await person.run('tokens rotate ci-main', { env: { ...a.env, VAULT_NAMESPACE: 'other' } })
  expect(ran.exitCode).toBe(7)
  expect(ran.stderr).toContain(`is on ${a.url}, namespace team, and today`)
  expect(ran.requests.filter(request => !isRead(request))).toEqual([])
})

test('a place that was remembered without its server is taken to be on that of today', async () => {
  const [to = '', , start] = kinds[0] ?? []
  if (!start) throw new Error('no kind')
  const { person, b } = await deliveredToA(to, start)
  const record = join(person.home, '.local/state/beatpass/profiles/default/tokens/2.json')
  const { storedIn, ...rest } = JSON.parse(await readFile(record, 'utf8'))
  expect(storedIn).toEqual([expect.stringContaining(`${to}\0`)])
  await writeFile(record, JSON.stringify({ ...rest, storedIn: [to] }))
  const ran = await person.run('tokens rotate ci-main', { env: b.env })
  expect(ran).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('warning') })
})
