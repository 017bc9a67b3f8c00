import { resolve } from 'node:path'
import { DestinationUnavailable } from '../../../domain/errors.ts'
import { codeOf } from '../../files/private-file.ts'
import { readOpenFile } from '../../files/read-open-file.ts'
import type { TlsSettings } from '../../transports/times.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'
import { variable } from '../remote/service.ts'
import type { AwsProfile } from './shared-config.ts'

/** The authorities of `AWS_CA_BUNDLE` or the profile's `ca_bundle`, if any. Throws `DestinationUnavailable` when it cannot be read. */
export async function caOf({ env, cwd }: RemoteWorld, profile: AwsProfile): Promise<TlsSettings> {
  const path = variable(env, 'AWS_CA_BUNDLE') ?? profile.setting('ca_bundle')
  if (path === undefined) return {}
  try {
    return { ca: await readOpenFile(resolve(cwd, path)) }
  } catch (error) {
    throw new DestinationUnavailable(`cannot read the certificates in ${path} (${codeOf(error)})`, {
      hint: 'AWS_CA_BUNDLE, or ca_bundle of the profile, names a PEM file',
    })
  }
}
