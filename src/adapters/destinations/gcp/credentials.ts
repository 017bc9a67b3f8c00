import { join, resolve } from 'node:path'
import { DestinationUnavailable } from '../../../domain/errors.ts'
import { Secret } from '../../../domain/secret.ts'
import { readIfThere, readNamedFile } from '../remote/read-text-file.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'
import { credentialOf, type GcpCredential } from './key-file.ts'
import { metadataToken } from './metadata-server.ts'

/**
 * The credential as Google's own tools find it: `CLOUDSDK_AUTH_ACCESS_TOKEN`, the file that
 * `GOOGLE_APPLICATION_CREDENTIALS` names, gcloud's own file, the machine's metadata server. Throws `DestinationUnavailable`
 * when there is none.
 */
export async function findCredential(world: RemoteWorld): Promise<GcpCredential> {
  const { env, cwd, home } = world
  if (env.CLOUDSDK_AUTH_ACCESS_TOKEN) {
    return { token: new Secret(env.CLOUDSDK_AUTH_ACCESS_TOKEN.trim()), quotaProject: undefined }
  }
  if (env.GOOGLE_APPLICATION_CREDENTIALS) {
    const path = resolve(cwd, env.GOOGLE_APPLICATION_CREDENTIALS)
    return await credentialOf(await readNamedFile(path, 'GOOGLE_APPLICATION_CREDENTIALS'), path, world)
  }
  const folder = env.CLOUDSDK_CONFIG || join(home, '.config', 'gcloud')
  const path = resolve(cwd, folder, 'application_default_credentials.json')
  const text = await readIfThere(path)
  if (text !== undefined) return await credentialOf(text, path, world)
  const token = await metadataToken(env.GCE_METADATA_HOST || undefined)
  if (token) return { token, quotaProject: undefined }
  throw new DestinationUnavailable('no Google Cloud credentials were found', {
    hint: 'sign in with gcloud auth application-default login, or set GOOGLE_APPLICATION_CREDENTIALS',
  })
}
