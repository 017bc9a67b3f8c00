import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DestinationRegistry } from '../../../src/adapters/destinations/registry.ts'
import { KvEngine } from '../../../src/adapters/destinations/vault/kv-engine.ts'
import { VaultClient } from '../../../src/adapters/destinations/vault/vault-client.ts'
import { parseDestination } from '../../../src/domain/destination.ts'
import { startScriptedServer } from '../../fakes/scripted-server.ts'
import { freshSecret } from '../../fakes/secrets.ts'
import { freshFolder } from '../../folder.ts'
import { freshRemoteWorld } from './remote-world.ts'

const unused = () => {
  throw new Error('not to be called')
}

/** A destination in the world of this environment. */
function opened(to: string, env: Record<string, string>) {
  const world = freshRemoteWorld({ env })
  const rest = { print: unused, mask: unused, leadsNowhere: unused, openStore: unused }
  const registry = new DestinationRegistry({ ...world, ...rest, remote: () => world })
  return registry.open(parseDestination(to), { service: 'beatpass', account: 'default/ci' })
}

const credential = 'kept-SECRET-credential'

const places: Record<string, (url: string) => Promise<Record<string, string>> | Record<string, string>> = {
  'vault:kv/ci#token': url => ({ VAULT_ADDR: url, VAULT_TOKEN: credential }),
  'doppler:acme/prd#TOKEN': url => ({ DOPPLER_API_HOST: url, DOPPLER_TOKEN: credential }),
  'gitlab:acme/site#TOKEN': url => ({ GITLAB_HOST: url, GITLAB_TOKEN: credential }),
  'github:acme/site#TOKEN': url => ({ GITHUB_API_URL: url, GH_TOKEN: credential }),
  'gcp:acme-prod/token': url => ({
    CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER: url,
    CLOUDSDK_AUTH_ACCESS_TOKEN: credential,
  }),
  'k8s:ci/token#value': async url => ({ KUBECONFIG: await kubeconfig(url) }),
}

async function kubeconfig(server: string): Promise<string> {
  const path = join(await freshFolder(), 'kubeconfig')
  const parts = {
    'current-context': 'c',
    clusters: [{ name: 'k', cluster: { server } }],
    contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
    users: [{ name: 'u', user: { token: credential } }],
  }
  await writeFile(path, JSON.stringify({ apiVersion: 'v1', kind: 'Config', ...parts }), { mode: 0o600 })
  return path
}

test.each(Object.keys(places))('%s: a service that repeats its credential does not get it told', async to => {
  const words = `${credential} may not`
  const body = {
    ...{ kind: 'Status', reason: 'Forbidden', message: words },
    ...{ errors: [words], messages: [words], error: { message: words } },
  }
  const server = await startScriptedServer(Array(to.startsWith('vault') ? 2 : 1).fill({ status: 403, body }))
  const destination = opened(to, (await places[to]?.(server.url)) ?? {})
  const error: unknown = await destination.observe().catch((reason: unknown) => reason)
  await server.close()
  expect((error as Error).message).toMatch(/\(403\): \[secret\] may not$/)
})

test('vault: what the server repeats of the value is not told, though it is asked once more why', async () => {
  const secret = freshSecret()
  const errors = [`field token: ${secret.reveal().slice(3)} is not allowed`]
  const mount = { data: { path: 'kv/', type: 'kv', options: { version: '2' } } }
  const server = await startScriptedServer([{ body: mount }, { status: 403, body: { errors } }, {}])
  const world = freshRemoteWorld({ env: { VAULT_ADDR: server.url, VAULT_TOKEN: credential } })
  const engine = new KvEngine(new VaultClient(world), ['kv', 'ci'])
  await expect(engine.write([], { token: secret.reveal() }, 0)).rejects.toThrow(
    /: field token: \[secret\] is not allowed$/,
  )
  await server.close()
})
