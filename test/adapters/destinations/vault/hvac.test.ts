import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { RemoteDestination } from '../../../../src/adapters/destinations/remote/remote-destination.ts'
import { VaultPlace } from '../../../../src/adapters/destinations/vault.ts'
import { rootToken, startVault, type VaultEmulator } from '../../../emulators/vault.ts'
import { freshSecret } from '../../../fakes/secrets.ts'
import { freshRemoteWorld } from '../remote-world.ts'

/** Runs hvac's KV version 2 client on the mount `kv`; `code` prints JSON. */
async function hvac(vault: VaultEmulator, code: string): Promise<unknown> {
  const script = `import hvac, json
client = hvac.Client(url='${vault.url}', token='${rootToken}', namespace='a/b')
assert client.is_authenticated()
kv = client.secrets.kv.v2
try:
    print(json.dumps(${code}))
except hvac.exceptions.VaultError as error:
    print(json.dumps([type(error).__name__, str(error)]))
`
  const { stdout } = await promisify(execFile)('/usr/bin/python3', ['-c', script], {
    env: { PATH: '/usr/bin' },
  })
  return JSON.parse(stdout)
}

async function bench(patches: boolean) {
  const vault = await startVault({ namespace: 'a/b' })
  vault.patches = patches
  const env = { VAULT_ADDR: vault.url, VAULT_TOKEN: rootToken, VAULT_NAMESPACE: 'a/b' }
  const place = new VaultPlace('kv/team/ci#token', freshRemoteWorld({ env }))
  return { vault, destination: new RemoteDestination(place) }
}

interface Answer {
  data: { data: Record<string, string>; metadata: { version: number } }
}

const at = "path='team/ci', mount_point='kv'"

test.each([true, false])('hvac and beatpass read and count alike (PATCH known: %s)', async patches => {
  const { vault, destination } = await bench(patches)
  const [first, second] = [freshSecret(7), freshSecret(12)]
  await hvac(
    vault,
    `kv.create_or_update_secret(${at}, cas=0, secret=dict(user='bot', token='${first.reveal()}'))`,
  )
  const observed = await destination.observe()
  expect(observed.secret?.reveal()).toBe(first.reveal())
  await destination.write(second, observed)
  const { data } = (await hvac(vault, `kv.read_secret_version(${at})`)) as Answer
  expect(data.data).toEqual({ user: 'bot', token: second.reveal() })
  expect(data.metadata.version).toBe(2)
  expect((await destination.observe()).version).toBe('2')
  const late = await hvac(vault, `kv.create_or_update_secret(${at}, cas=1, secret=dict(token='late'))`)
  expect(late).toEqual(['InvalidRequest', expect.stringContaining('check-and-set parameter did not match')])
})

test('what hvac changes meanwhile is left as it is', async () => {
  const { vault, destination } = await bench(true)
  const observed = await destination.observe()
  await hvac(vault, `kv.create_or_update_secret(${at}, secret=dict(token='9|other'))`)
  await expect(destination.write(freshSecret(12), observed)).rejects.toMatchObject({
    code: 'destination_conflict',
  })
  expect((await destination.observe()).secret?.reveal()).toBe('9|other')
})

test('what hvac deletes is absent, and is written anew with the version that hvac sees', async () => {
  const { vault, destination } = await bench(true)
  await destination.write(freshSecret(7), await destination.observe())
  await hvac(vault, `kv.delete_latest_version_of_secret(${at}).status_code`)
  expect(await hvac(vault, `kv.read_secret_version(${at})`)).toEqual(['InvalidPath', expect.any(String)])
  const observed = await destination.observe()
  expect(observed).toEqual({ secret: undefined, version: '1' })
  const secret = freshSecret(12)
  await destination.write(secret, observed)
  expect(await hvac(vault, `kv.read_secret_version(${at})['data']['data']['token']`)).toBe(secret.reveal())
})
