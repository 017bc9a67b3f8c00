import { defaultProvider } from '@aws-sdk/credential-provider-node'
import { DestinationUnavailable } from '../../../domain/errors.ts'
import { printable } from '../../../domain/printable.ts'
import { Secret } from '../../../domain/secret.ts'
import type { TlsSettings } from '../../transports/times.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'
import { variable } from '../remote/service.ts'
import { caOf } from './authorities.ts'
import type { AwsCredentials, AwsKeys } from './keys.ts'
import { sdkRequestHandler } from './sdk-request-handler.ts'
import type { AwsProfile } from './shared-config.ts'

const warningSwitch = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'

/**
 * What the AWS SDK's own chain finds: profile (keys, SSO, roles, process), web identity, container, instance. It reads
 * files where we do, sends through our transport, and all else it takes from the process's environment.
 */
export async function chainCredentials(
  world: RemoteWorld,
  profile: AwsProfile,
  region: string,
): Promise<AwsCredentials> {
  const { env } = world
  const tls: TlsSettings = await caOf(world, profile)
  const named = variable(env, 'AWS_PROFILE', 'AWS_DEFAULT_PROFILE')
  const provide = defaultProvider({
    ...(named === undefined ? {} : { profile: named }),
    configFilepath: profile.configPath,
    filepath: profile.credentialsPath,
    clientConfig: { region, requestHandler: sdkRequestHandler(world, tls), maxAttempts: 3 },
    maxRetries: 1,
    timeout: 1000,
  })
  const source = named === undefined ? "the AWS tools' usual places" : `the profile ${named}`
  const program = profile.setting('credential_process') !== undefined
  return { source, keys: () => keysFrom(provide, source, program) }
}

async function keysFrom(
  provide: ReturnType<typeof defaultProvider>,
  source: string,
  program: boolean,
): Promise<AwsKeys> {
  try {
    const found = await withoutOurs(provide)
    return {
      accessKeyId: found.accessKeyId,
      secretAccessKey: new Secret(found.secretAccessKey),
      sessionToken: found.sessionToken === undefined ? undefined : new Secret(found.sessionToken),
    }
  } catch (error) {
    // What a program said, and its arguments, may hold what is secret.
    const why = program ? 'its credential_process gave none' : reason(error)
    throw new DestinationUnavailable(`no AWS credentials from ${source}: ${why}`, {
      hint: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or sign in with aws sso login',
    })
  }
}

/**
 * The chain runs programs (credential_process) in this process's environment, and warns of old Nodes on stderr: our own
 * credential is taken out of it meanwhile, and the warning switched off.
 */
async function withoutOurs<T>(work: () => Promise<T>): Promise<T> {
  const { BEATPASS_TOKEN: ours } = process.env
  delete process.env.BEATPASS_TOKEN
  process.env[warningSwitch] = 'true'
  try {
    return await work()
  } finally {
    if (ours !== undefined) process.env.BEATPASS_TOKEN = ours
  }
}

/** One line of the chain's own words. */
function reason(error: unknown): string {
  const [line = ''] = error instanceof Error ? error.message.split('\n') : []
  return line.startsWith('Command failed') ? 'a credential_process failed' : printable(line).slice(0, 200)
}
