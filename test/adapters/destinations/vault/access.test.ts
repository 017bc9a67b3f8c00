import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { vaultAccess } from '../../../../src/adapters/destinations/vault/access.ts'
import { VaultPlace } from '../../../../src/adapters/destinations/vault.ts'
import { rootToken, startVault } from '../../../emulators/vault.ts'
import { makeCertificates } from '../../../fakes/certificates.ts'
import { freshFolder } from '../../../folder.ts'
import { freshRemoteWorld } from '../remote-world.ts'

const token = 'hvs.one'

describe('the server and who is asking', () => {
  test.each<[Record<string, string>, object]>([
    [{ VAULT_TOKEN: token }, { title: 'Vault', baseUrl: 'https://127.0.0.1:8200', namespace: undefined }],
    [
      { VAULT_ADDR: 'https://v:8200/', VAULT_TOKEN: token, VAULT_NAMESPACE: 'a/b' },
      { baseUrl: 'https://v:8200', namespace: 'a/b' },
    ],
    [
      { VAULT_ADDR: '', BAO_ADDR: 'https://b', BAO_TOKEN: token, VAULT_TOKEN: 'x' },
      { title: 'OpenBao', baseUrl: 'https://b' },
    ],
    [
      { BAO_ADDR: 'https://b', VAULT_TOKEN: token, BAO_NAMESPACE: 'n' },
      { title: 'OpenBao', namespace: 'n' },
    ],
    [
      { VAULT_ADDR: 'https://v', BAO_ADDR: 'https://b', BAO_TOKEN: 'x', VAULT_TOKEN: token },
      { title: 'Vault', baseUrl: 'https://v' },
    ],
    [{ VAULT_TOKEN: ` ${token}\n`, VAULT_SKIP_VERIFY: 'false', BAO_SKIP_VERIFY: '' }, { title: 'Vault' }],
  ])('%o', async (env, expected) => {
    const access = await vaultAccess(freshRemoteWorld({ env }))
    expect(access).toMatchObject(expected)
    expect(access.token.reveal()).toBe(token)
  })

  test.each<[Record<string, string>, string, number]>([
    [
      { VAULT_ADDR: 'http://vault.example:8200' },
      'VAULT_ADDR is not an https address, nor http on loopback',
      2,
    ],
    [{ BAO_ADDR: 'unix:///run/bao.sock' }, 'BAO_ADDR is not an https address, nor http on loopback', 2],
    [{ VAULT_SKIP_VERIFY: '1' }, 'VAULT_SKIP_VERIFY switches off the check of TLS certificates', 13],
    [{ BAO_SKIP_VERIFY: 'true' }, 'BAO_SKIP_VERIFY switches off the check of TLS certificates', 13],
    [{ VAULT_SKIP_VERIFY: 'yes' }, 'VAULT_SKIP_VERIFY switches off the check of TLS certificates', 13],
    [{ VAULT_TOKEN: '' }, 'there is no Vault token', 7],
    [{ VAULT_TOKEN: 'a\nb: c' }, 'VAULT_TOKEN holds what cannot be a Vault token', 7],
    [{ VAULT_CACERT: 'ca.pem' }, 'cannot read /nonexistent/ca.pem (ENOENT)', 7],
  ])('%o is refused', async (given, message, exitCode) => {
    const env = { VAULT_TOKEN: token, ...given }
    const error = await vaultAccess(freshRemoteWorld({ env, cwd: '/nonexistent' })).catch(reason => reason)
    expect(error).toMatchObject({ message, exitCode, hint: expect.any(String) })
  })

  test('the token that vault login left, where no variable says another', async () => {
    const home = await freshFolder()
    const path = join(home, '.vault-token')
    await writeFile(path, `${token}\n`, { mode: 0o600 })
    const access = () => vaultAccess(freshRemoteWorld({ home }))
    expect((await access()).token.reveal()).toBe(token)
    await chmod(path, 0o644)
    await expect(access()).rejects.toMatchObject({ exitCode: 13 })
  })
})

test('nothing is looked up before the first call', () => {
  const env = { VAULT_ADDR: 'ftp://x', VAULT_SKIP_VERIFY: '1' }
  expect(new VaultPlace('kv/ci#token', freshRemoteWorld({ env })).to).toBe('vault:kv/ci#token')
})

test('the namespace is told; without it the server knows nothing', async () => {
  const vault = await startVault({ namespace: 'team/a' })
  const env = { VAULT_ADDR: vault.url, VAULT_TOKEN: rootToken }
  const place = (more: object) =>
    new VaultPlace('kv/ci#token', freshRemoteWorld({ env: { ...env, ...more } }))
  await place({ VAULT_NAMESPACE: 'team/a' }).probe()
  await expect(place({}).probe()).rejects.toMatchObject({ exitCode: 7 })
})

test('an authority of its own, from a file that the variable names', async () => {
  const { ca, key, cert } = makeCertificates()
  const vault = await startVault({ tls: { key, cert } })
  const cwd = await freshFolder()
  await writeFile(join(cwd, 'ca.pem'), ca)
  const env = { VAULT_ADDR: vault.url, VAULT_TOKEN: rootToken }
  const place = (more: object) =>
    new VaultPlace('kv/ci#token', freshRemoteWorld({ cwd, env: { ...env, ...more } }))
  await place({ VAULT_CACERT: 'ca.pem' }).probe()
  await expect(place({}).probe()).rejects.toMatchObject({
    exitCode: 7,
    hint: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
  })
})
