import { join, resolve } from 'node:path'
import { AnswerNotUnderstood, DestinationUnavailable, UnsafeEnvironment } from '../../../domain/errors.ts'
import { Secret } from '../../../domain/secret.ts'
import type { TlsSettings } from '../../transports/times.ts'
import { readIfThere, readNamedFile } from '../remote/read-text-file.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'
import { serviceUrl } from '../remote/service.ts'
import { askPlugin, type KubeIdentity } from './exec-plugin.ts'
import { type KubeContext, type KubeEntry, readKubeconfig, textAt } from './kubeconfig.ts'

/** Where the API server is, how to know it, and how it knows us. */
export interface KubeAccess {
  baseUrl: string
  tls: TlsSettings
  token: Secret | undefined
}

/**
 * The way to the cluster: the current context of the kubeconfig, else the service account of the pod this runs in, whose
 * files are in `accountFolder`. Throws `DestinationUnavailable` when there is neither, or for a setting that is not
 * supported; `UnsafeEnvironment` when the check of certificates is switched off.
 */
export async function openAccess(world: RemoteWorld, accountFolder: string): Promise<KubeAccess> {
  try {
    const context = await readKubeconfig(world)
    if (context) return await contextAccess(context, world)
  } catch (error) {
    if (!(error instanceof AnswerNotUnderstood)) throw error
    throw new DestinationUnavailable(error.message, { hint: 'see kubectl config view', failure: 'corrupt' })
  }
  const inside = await podAccess(world, accountFolder)
  if (inside) return inside
  throw new DestinationUnavailable('no Kubernetes cluster is configured', {
    hint: 'set KUBECONFIG, or choose one with kubectl config use-context',
  })
}

async function podAccess({ env }: RemoteWorld, folder: string): Promise<KubeAccess | undefined> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env
  const token = await readIfThere(join(folder, 'token'))
  if (!host || !port || !token) return undefined
  const ca = await readNamedFile(join(folder, 'ca.crt'), 'the service account of this pod')
  const address = `https://${host.includes(':') ? `[${host}]` : host}:${port}`
  return {
    baseUrl: serviceUrl(address, 'KUBERNETES_SERVICE_HOST'),
    tls: { ca },
    token: new Secret(token.trim()),
  }
}

async function contextAccess({ name, cluster, user }: KubeContext, world: RemoteWorld): Promise<KubeAccess> {
  const { settings } = cluster
  const skipped = settings.at('insecure-skip-tls-verify')
  if (skipped.present && skipped.value !== false) {
    throw new UnsafeEnvironment(`insecure-skip-tls-verify is set for the cluster of the context '${name}'`, {
      hint: 'give its certificate-authority instead: kubectl config set-cluster --certificate-authority',
    })
  }
  if (textAt(settings, 'proxy-url')) {
    throw unsupported(`proxy-url of the cluster of the context '${name}'`, 'name the proxy in HTTPS_PROXY')
  }
  const server = serviceUrl(settings.at('server').text(), `the server of the context '${name}'`)
  const ca = await pemOf(cluster, 'certificate-authority')
  const serverName = textAt(settings, 'tls-server-name')
  const { token, client } = user
    ? await identityOf(user, { server, ca, serverName }, world)
    : ({} satisfies KubeIdentity as KubeIdentity)
  const tls = {
    ...(ca === undefined ? {} : { ca }),
    ...(serverName === undefined ? {} : { serverName }),
    ...(client === undefined ? {} : { client }),
  }
  return { baseUrl: server, tls, token }
}

/** Settings of a user that would change who we are, or that no current cluster takes. */
const refused: Record<string, string> = {
  'auth-provider': 'kubectl dropped it too: use the credential plugin of your provider (exec)',
  username: 'Kubernetes dropped passwords: use a token, a certificate or a credential plugin',
  password: 'Kubernetes dropped passwords: use a token, a certificate or a credential plugin',
  as: 'use a context whose user may write itself',
  'as-uid': 'use a context whose user may write itself',
  'as-groups': 'use a context whose user may write itself',
}

async function identityOf(
  user: KubeEntry,
  cluster: Parameters<typeof askPlugin>[1],
  world: RemoteWorld,
): Promise<KubeIdentity> {
  const { settings, folder } = user
  for (const [name, hint] of Object.entries(refused)) {
    if (settings.at(name).present) throw unsupported(`${name} of a user in the kubeconfig`, hint)
  }
  const plugin = settings.at('exec')
  const asked = plugin.present ? await askPlugin({ settings: plugin, folder }, cluster, world) : {}
  const tokenFile = textAt(settings, 'tokenFile')
  const token = tokenFile
    ? (await readNamedFile(resolve(folder, tokenFile), 'tokenFile of the kubeconfig')).trim()
    : textAt(settings, 'token')
  const [cert, key] = [await pemOf(user, 'client-certificate'), await pemOf(user, 'client-key')]
  if ((cert === undefined) !== (key === undefined)) {
    throw unsupported('a client certificate without its key, or a key without it,', 'see kubectl config view')
  }
  return {
    ...asked,
    ...(token ? { token: new Secret(token) } : {}),
    ...(cert !== undefined && key !== undefined ? { client: { cert, key: new Secret(key) } } : {}),
  }
}

/** The PEM under `NAME-data` in base64, else in the file that `NAME` names. */
async function pemOf({ settings, folder }: KubeEntry, name: string): Promise<string | undefined> {
  const data = textAt(settings, `${name}-data`)
  if (data !== undefined) return Buffer.from(data, 'base64').toString('utf8')
  const path = textAt(settings, name)
  return path === undefined
    ? undefined
    : await readNamedFile(resolve(folder, path), `${name} of the kubeconfig`)
}

function unsupported(what: string, hint: string): DestinationUnavailable {
  return new DestinationUnavailable(`${what} is not supported`, { hint })
}
