import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { endpointOf } from '../../../../src/adapters/destinations/aws/endpoint.ts'
import { openSecretsManager } from '../../../../src/adapters/destinations/aws/secrets-manager.ts'
import { readProfile } from '../../../../src/adapters/destinations/aws/shared-config.ts'
import { InvalidInput } from '../../../../src/domain/errors.ts'
import { makeCertificates } from '../../../fakes/certificates.ts'
import { freshRemoteWorld } from '../remote-world.ts'

const keys = { AWS_ACCESS_KEY_ID: 'AKE', AWS_SECRET_ACCESS_KEY: 'se' }
const permissions = 'everything'

async function worldWith(config: string, env: Record<string, string> = {}) {
  const home = await mkdtemp(join(tmpdir(), 'beatpass-aws-'))
  onTestFinished(() => rm(home, { recursive: true }))
  await mkdir(join(home, '.aws'))
  await writeFile(join(home, '.aws', 'config'), config)
  const opened: [url: string, ca: string | undefined][] = []
  const world = freshRemoteWorld({ env: { ...keys, ...env }, home })
  const openTransport: typeof world.openTransport = (url, tls) => {
    opened.push([url, tls.ca])
    return world.openTransport(url, tls)
  }
  return { world: { ...world, openTransport }, opened, home }
}

test.each<[region: string, env: Record<string, string>, url: string]>([
  ['eu-central-1', {}, 'https://secretsmanager.eu-central-1.amazonaws.com'],
  ['cn-north-1', {}, 'https://secretsmanager.cn-north-1.amazonaws.com.cn'],
  [
    'us-gov-west-1',
    { AWS_USE_FIPS_ENDPOINT: 'true' },
    'https://secretsmanager-fips.us-gov-west-1.amazonaws.com',
  ],
  ['eu-central-1', { AWS_USE_DUALSTACK_ENDPOINT: 'true' }, 'https://secretsmanager.eu-central-1.api.aws'],
  [
    'cn-north-1',
    { AWS_USE_DUALSTACK_ENDPOINT: 'true' },
    'https://secretsmanager.cn-north-1.api.amazonwebservices.com.cn',
  ],
  ['us-iso-east-1', {}, 'https://secretsmanager.us-iso-east-1.c2s.ic.gov'],
  ['eu-central-1', { AWS_USE_FIPS_ENDPOINT: '' }, 'https://secretsmanager.eu-central-1.amazonaws.com'],
  ['eu-central-1', { AWS_ENDPOINT_URL: 'http://localhost:4566/' }, 'http://localhost:4566'],
  [
    'eu-central-1',
    { AWS_ENDPOINT_URL: 'http://localhost:1', AWS_ENDPOINT_URL_SECRETS_MANAGER: 'https://vpce.test' },
    'https://vpce.test',
  ],
  [
    'eu-central-1',
    { AWS_ENDPOINT_URL: 'http://localhost:1', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
    'https://secretsmanager.eu-central-1.amazonaws.com',
  ],
])('%s with %j is at %s', async (region, env, url) => {
  const world = freshRemoteWorld({ env })
  expect(endpointOf(world, await readProfile(world), region)).toBe(url)
})

test.each<[region: string, env: Record<string, string>]>([
  ['eu-central-1', { AWS_ENDPOINT_URL: 'http://aws.test' }],
  ['eu-central-1', { AWS_ENDPOINT_URL_SECRETS_MANAGER: 'ftp://x' }],
  ['evil.test/', {}],
])('an unsafe address (%s, %j) is refused', async (region, env) => {
  const world = freshRemoteWorld({ env })
  const profile = await readProfile(world)
  expect(() => endpointOf(world, profile, region)).toThrow(InvalidInput)
})

test('region, address and authorities of the profile', async () => {
  const config = [
    '# ours',
    '[default]\nregion = us-east-1',
    '[profile "ci"]\nregion = eu-west-3 ; in Paris\nservices = local\nca_bundle = ca.pem',
    '[services local]\ns3 =\n  endpoint_url = http://localhost:1\nsecrets_manager =\n  endpoint_url = https://sm.test',
  ].join('\n')
  const { world, opened, home } = await worldWith(config, { AWS_PROFILE: 'ci' })
  const { ca } = makeCertificates()
  await writeFile(join(home, 'ca.pem'), ca)
  const manager = await openSecretsManager({ ...world, cwd: home }, { permissions })
  expect([manager.region, opened]).toEqual(['eu-west-3', [['https://sm.test', ca]]])
  const usual = await openSecretsManager({ ...world, env: keys }, { permissions })
  expect(usual.region).toBe('us-east-1')
})

test.each<[env: Record<string, string>, region: string | undefined, found: string]>([
  [{ AWS_REGION: 'eu-north-1', AWS_DEFAULT_REGION: 'x' }, undefined, 'eu-north-1'],
  [{ AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-north-1' }, undefined, 'eu-north-1'],
  [{ AWS_REGION: 'eu-north-1' }, 'eu-west-1', 'eu-west-1'],
])('of %j and an ARN in %s the region is %s', async (env, region, found) => {
  const { world } = await worldWith('[default]\nregion=us-east-1\n', env)
  expect((await openSecretsManager(world, { region, permissions })).region).toBe(found)
})

test('no region, and an unreadable bundle of certificates, are told', async () => {
  const { world } = await worldWith('')
  await expect(openSecretsManager(world, { permissions })).rejects.toMatchObject({
    exitCode: 7,
    hint: expect.stringContaining('AWS_REGION'),
  })
  const env = { ...keys, AWS_REGION: 'eu-west-1', AWS_CA_BUNDLE: '/nonexistent/ca.pem' }
  await expect(openSecretsManager({ ...world, env }, { permissions })).rejects.toMatchObject({
    message: 'cannot read the certificates in /nonexistent/ca.pem (ENOENT)',
    hint: expect.stringContaining('AWS_CA_BUNDLE'),
  })
})
