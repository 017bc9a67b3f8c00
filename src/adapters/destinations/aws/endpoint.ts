import { InvalidInput } from '../../../domain/errors.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'
import { serviceUrl, variable } from '../remote/service.ts'
import type { AwsProfile } from './shared-config.ts'

/** The domains of each partition, by how its regions begin; the last one is everybody else's. */
const partitions: readonly { regions: RegExp; usual: string; dualStack: string }[] = [
  { regions: /^cn-/, usual: 'amazonaws.com.cn', dualStack: 'api.amazonwebservices.com.cn' },
  { regions: /^eusc-/, usual: 'amazonaws.eu', dualStack: 'api.amazonwebservices.eu' },
  { regions: /^us-iso-/, usual: 'c2s.ic.gov', dualStack: 'api.aws.ic.gov' },
  { regions: /^us-isob-/, usual: 'sc2s.sgov.gov', dualStack: 'api.aws.scloud' },
  { regions: /^eu-isoe-/, usual: 'cloud.adc-e.uk', dualStack: 'api.cloud-aws.adc-e.uk' },
  { regions: /^us-isof-/, usual: 'csp.hci.ic.gov', dualStack: 'api.aws.hci.ic.gov' },
  { regions: /^/, usual: 'amazonaws.com', dualStack: 'api.aws' },
]

/** Where Secrets Manager answers: the address that the user configured, else the region's. Throws `InvalidInput` for an unsafe one. */
export function endpointOf({ env }: Pick<RemoteWorld, 'env'>, profile: AwsProfile, region: string): string {
  const own = configured(env, profile)
  if (own) return serviceUrl(own.url, own.source)
  if (!/^[a-z0-9-]{1,40}$/.test(region)) {
    throw new InvalidInput('not the name of an AWS region', { hint: 'for example AWS_REGION=eu-central-1' })
  }
  const { usual, dualStack } = partitions.find(({ regions }) => regions.test(region)) ?? {
    usual: '',
    dualStack: '',
  }
  const on = (name: string, key: string) => (variable(env, name) ?? profile.setting(key)) === 'true'
  const host = on('AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint') ? 'secretsmanager-fips' : 'secretsmanager'
  const domain = on('AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint') ? dualStack : usual
  return `https://${host}.${region}.${domain}`
}

function configured(
  env: RemoteWorld['env'],
  profile: AwsProfile,
): { url: string; source: string } | undefined {
  const ignored = variable(env, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS')
  if ((ignored ?? profile.setting('ignore_configured_endpoint_urls')) === 'true') return undefined
  const sources: [source: string, url: string | undefined][] = [
    ['AWS_ENDPOINT_URL_SECRETS_MANAGER', env.AWS_ENDPOINT_URL_SECRETS_MANAGER],
    ['AWS_ENDPOINT_URL', env.AWS_ENDPOINT_URL],
    [
      `endpoint_url of the profile ${profile.name}`,
      profile.serviceSetting('secrets_manager', 'endpoint_url'),
    ],
    [`endpoint_url of the profile ${profile.name}`, profile.setting('endpoint_url')],
  ]
  for (const [source, url] of sources) if (url) return { source, url }
  return undefined
}
