import { DestinationUnavailable } from '../../../domain/errors.ts'
import { Secret } from '../../../domain/secret.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'
import { variable } from '../remote/service.ts'
import type { AwsCredentials, AwsKeys } from './keys.ts'
import type { AwsProfile } from './shared-config.ts'

/**
 * The usual chain: keys in the environment, else whatever the AWS tools would find (profiles, SSO, roles, processes, web
 * identity, containers, instances), for which the SDK's own module is loaded. Throws `DestinationUnavailable`.
 */
export async function findCredentials(
  world: RemoteWorld,
  profile: AwsProfile,
  region: string,
): Promise<AwsCredentials> {
  const own = fromEnvironment(world.env)
  if (own) return { source: 'AWS_ACCESS_KEY_ID', keys: async () => own }
  const { chainCredentials } = await import('./chain-credentials.ts')
  return chainCredentials(world, profile, region)
}

function fromEnvironment(env: RemoteWorld['env']): AwsKeys | undefined {
  const accessKeyId = variable(env, 'AWS_ACCESS_KEY_ID')
  const secretAccessKey = variable(env, 'AWS_SECRET_ACCESS_KEY')
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    const [there, missing] = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
    throw new DestinationUnavailable(
      accessKeyId ? `${there} is set without ${missing}` : `${missing} is set without ${there}`,
      { hint: 'set both, or neither to use a profile' },
    )
  }
  const token = variable(env, 'AWS_SESSION_TOKEN')
  return {
    accessKeyId,
    secretAccessKey: new Secret(secretAccessKey),
    sessionToken: token === undefined ? undefined : new Secret(token),
  }
}
