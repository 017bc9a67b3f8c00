import { resolve } from 'node:path'
import { DestinationUnavailable } from '../../../domain/errors.ts'
import { Secret } from '../../../domain/secret.ts'
import { Field } from '../../answers/field.ts'
import { childEnvironment } from '../child-environment.ts'
import { runForJson } from '../remote/json-command.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'
import { type KubeEntry, textAt } from './kubeconfig.ts'

const versions = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1']
const timeout = 60_000

/** How the API server knows us: a bearer token, a client certificate with its key (PEM), or both. */
export interface KubeIdentity {
  token?: Secret
  client?: { cert: string; key: Secret }
}

/** The cluster as a plugin is told of it, where its settings ask for that. */
export interface ClusterInfo {
  server: string
  ca: string | undefined
  serverName: string | undefined
}

/**
 * Asks the credential plugin of a user (client.authentication.k8s.io/v1 or v1beta1), without a shell and without a terminal.
 * Throws `DestinationUnavailable` for another version, a plugin that needs a terminal, fails, or gives no credential.
 */
export async function askPlugin(
  { settings, folder }: KubeEntry,
  cluster: ClusterInfo,
  world: Pick<RemoteWorld, 'env' | 'cwd'>,
): Promise<KubeIdentity> {
  const apiVersion = textAt(settings, 'apiVersion') ?? ''
  const command = settings.at('command').text()
  if (!versions.includes(apiVersion)) {
    throw failed(
      `the credential plugin ${command} speaks ${apiVersion || 'no version'}`,
      `known are ${versions.join(', ')}`,
    )
  }
  if (settings.at('interactiveMode').value === 'Always') {
    throw failed(
      `the credential plugin ${command} needs a terminal`,
      'use a context with another kind of user',
    )
  }
  const answer = await runForJson({
    // As kubectl: with a slash it is a path, from the folder of the kubeconfig; else it is looked up in PATH.
    command: /[/\\]/.test(command) ? resolve(folder, command) : command,
    args: (settings.at('args').optional(args => args.list()) ?? []).map(arg => arg.text()),
    env: {
      ...childEnvironment(world.env),
      ...ownVariables(settings),
      ...execInfo(settings, apiVersion, cluster),
    },
    cwd: world.cwd,
    timeout,
    installHint:
      textAt(settings, 'installHint')?.replace(/\s+/g, ' ').trim() ?? 'install it, or use another context',
  })
  return identityOf(new Field(answer, '', `the answer of ${command}`), command, apiVersion)
}

function ownVariables(settings: Field): Record<string, string> {
  const list = settings.at('env').optional(env => env.list()) ?? []
  return Object.fromEntries(list.map(one => [one.at('name').text(), one.at('value').text()]))
}

function execInfo(settings: Field, apiVersion: string, { server, ca, serverName }: ClusterInfo) {
  const cluster = {
    server,
    ...(ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(ca).toString('base64') }),
    ...(serverName === undefined ? {} : { 'tls-server-name': serverName }),
  }
  const told = settings.at('provideClusterInfo').value === true ? { cluster } : {}
  const info = { kind: 'ExecCredential', apiVersion, spec: { interactive: false, ...told } }
  return { KUBERNETES_EXEC_INFO: JSON.stringify(info) }
}

function identityOf(answer: Field, command: string, apiVersion: string): KubeIdentity {
  if (answer.at('kind').value !== 'ExecCredential' || answer.at('apiVersion').value !== apiVersion) {
    throw failed(`${command} printed no ExecCredential of ${apiVersion}`, 'run it by hand to see why')
  }
  const status = answer.at('status')
  const [token, cert, key] = ['token', 'clientCertificateData', 'clientKeyData'].map(name =>
    textAt(status, name),
  )
  if (!token && !(cert && key)) throw failed(`${command} gave no credential`, 'sign in with it first')
  return {
    ...(token ? { token: new Secret(token) } : {}),
    ...(cert && key ? { client: { cert, key: new Secret(key) } } : {}),
  }
}

function failed(message: string, hint: string): DestinationUnavailable {
  return new DestinationUnavailable(message, { hint, failure: 'unavailable' })
}
