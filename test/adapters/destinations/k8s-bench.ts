import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { K8sPlace } from '../../../src/adapters/destinations/k8s.ts'
import { RemoteDestination } from '../../../src/adapters/destinations/remote/remote-destination.ts'
import { type KubernetesOptions, startKubernetes } from '../../emulators/kubernetes.ts'
import { freshFolder } from '../../folder.ts'
import { freshRemoteWorld } from './remote-world.ts'

export const bearer = 'k8s-bearer-3fa1c0'

/** A kubeconfig whose one context has these settings; JSON is YAML. */
export function kubeconfig(cluster: object, user: object, more: object = {}): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    contexts: [{ name: 'test', context: { cluster: 'one', user: 'me' } }],
    clusters: [{ name: 'one', cluster }],
    users: [{ name: 'me', user }],
    ...more,
  })
}

/** An emulated cluster, and the adapter for one key of it; `cluster` and `user` are settings of its kubeconfig. */
export async function freshCluster(
  given: {
    certificates?: KubernetesOptions['certificates']
    cluster?: object
    user?: object
    rest?: string
  } = {},
) {
  const { certificates, rest = 'default/ci#token' } = given
  const server = await startKubernetes({
    ...(certificates && { certificates }),
    tokens: { [bearer]: 'robot' },
  })
  onTestFinished(() => server.close())
  const folder = await freshFolder()
  const path = join(folder, 'config')
  const cluster = { server: server.url, ...given.cluster }
  await writeFile(path, kubeconfig(cluster, given.user ?? { token: bearer }), { mode: 0o600 })
  const world = freshRemoteWorld({
    env: { KUBECONFIG: path, PATH: process.env.PATH },
    cwd: folder,
    home: folder,
  })
  const place = new K8sPlace(rest, world, join(folder, 'account'))
  return { server, folder, path, world, place, destination: new RemoteDestination(place) }
}

/** A secret `ci` to create. */
export const made = (data: Record<string, string>, more: object = {}) => ({
  kind: 'Secret',
  apiVersion: 'v1',
  metadata: { name: 'ci' },
  data,
  ...more,
})
