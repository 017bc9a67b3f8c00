import { expect, test } from 'vitest'
import { AzurePlace } from '../../../../src/adapters/destinations/azure.ts'
import { InvalidInput } from '../../../../src/domain/errors.ts'
import { freshVault } from '../azure-bench.ts'
import { freshRemoteWorld } from '../remote-world.ts'

test.each([
  '',
  'acme-vault',
  'acme-vault/',
  '/token',
  'ab/token',
  '1acme/token',
  'acme--vault/token',
  'acme-/token',
  `${'a'.repeat(25)}/token`,
  'acme_vault/token',
  'acme-vault/a/b',
  'acme-vault/to_ken',
  'acme-vault/token?x',
  'acme-vault/token#x',
  `acme-vault/${'x'.repeat(128)}`,
  'acme-vault.example.com/token',
  'acme-vault.vault.azure.net.evil.test/token',
  'acme-vault:444/token',
])('azure:%s is refused with an example', rest => {
  const open = () => new AzurePlace(rest, freshRemoteWorld())
  expect(open).toThrow(InvalidInput)
  expect(open).toThrow(expect.objectContaining({ hint: 'for example azure:acme-vault/beatpass-token' }))
})

test.each([
  ['acme-vault/token', 'azure:acme-vault/token', 'https://acme-vault.vault.azure.net'],
  ['Acme-Vault/Token', 'azure:acme-vault/Token', 'https://acme-vault.vault.azure.net'],
  ['acme-vault.vault.azure.net/token', 'azure:acme-vault/token', 'https://acme-vault.vault.azure.net'],
])('azure:%s is %s, at %s', async (rest, to, url) => {
  const { place, opened } = await freshVault({ rest })
  await place.probe()
  expect(place.to).toBe(to)
  expect(opened).toContain(url)
})

test.each(['vault.azure.cn', 'vault.usgovcloudapi.net'])(
  'a vault of another cloud is named by its host: %s',
  async suffix => {
    const { place, opened, server } = await freshVault({ rest: `acme-vault.${suffix}/token` })
    expect(place.to).toBe(`azure:acme-vault.${suffix}/token`)
    // The emulated tenant grants the public cloud alone.
    await expect(place.probe()).rejects.toThrow(/refuses to give an access token/)
    expect(opened[0]).toBe(`https://acme-vault.${suffix}`)
    expect(new URLSearchParams(server.asked[0]?.body).get('scope')).toBe(`https://${suffix}/.default`)
  },
)
