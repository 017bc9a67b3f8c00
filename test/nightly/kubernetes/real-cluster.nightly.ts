import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { K8sPlace } from '../../../src/adapters/destinations/k8s.ts'
import { RemoteDestination } from '../../../src/adapters/destinations/remote/remote-destination.ts'
import { DestinationConflict } from '../../../src/domain/errors.ts'
import { kubeconfig } from '../../adapters/destinations/k8s-bench.ts'
import { freshRemoteWorld } from '../../adapters/destinations/remote-world.ts'
import { destinationContract } from '../../contracts/destination.ts'
import { emulatedAnswers } from '../../emulators/emulated-answers.ts'
import { answersOf, bearers } from '../../emulators/kubernetes-answers.ts'
import { freshSecret } from '../../fakes/secrets.ts'
import { freshFolder } from '../../folder.ts'
import { type RealCluster, startCluster } from './start-cluster.ts'

const writer = 'writer-token-1'
const recorded = new URL('../../emulators/kubernetes-recorded/answers.json', import.meta.url)
let cluster: RealCluster

beforeAll(async () => {
  const kept = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'beatpass-tests')
  const script = new URL('build-apiserver.sh', import.meta.url).pathname
  const { stdout } = await promisify(execFile)('sh', [script, kept], { maxBuffer: 64 * 1024 * 1024 })
  cluster = await startCluster(stdout.trim(), {
    [bearers.admin]: 'admin,system:masters',
    [bearers.stranger]: 'stranger',
    [writer]: 'writer',
  })
}, 3_600_000)

afterAll(async () => {
  await cluster?.stop()
})

const admin = (...ask: Parameters<RealCluster['ask']> extends [string, ...infer Rest] ? Rest : never) =>
  cluster.ask(bearers.admin, ...ask)

/** A namespace of its own, whose secrets the writer may read and write; its adapter asks as the writer. */
async function freshPlace() {
  const namespace = `n-${randomBytes(6).toString('hex')}`
  const of = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: 'writer' } }
  const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`
  const rules = [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'patch', 'create'] }]
  const subjects = [{ kind: 'User', name: 'writer', apiGroup: 'rbac.authorization.k8s.io' }]
  const roleRef = { kind: 'Role', name: 'writer', apiGroup: 'rbac.authorization.k8s.io' }
  await admin('POST', '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  })
  await admin('POST', `${rbac}/roles`, { ...of, kind: 'Role', rules })
  await admin('POST', `${rbac}/rolebindings`, { ...of, kind: 'RoleBinding', subjects, roleRef })
  await untilWriterMay(namespace, true)
  const folder = await freshFolder()
  const settings = {
    server: cluster.url,
    'certificate-authority-data': Buffer.from(cluster.ca).toString('base64'),
  }
  await writeFile(join(folder, 'config'), kubeconfig(settings, { token: writer }))
  const world = freshRemoteWorld({ env: { KUBECONFIG: join(folder, 'config') } })
  const place = new K8sPlace(`${namespace}/ci#token`, world)
  const lock = async () => {
    await admin('DELETE', `${rbac}/rolebindings/writer`)
    await untilWriterMay(namespace, false)
  }
  return { place, secrets: `/api/v1/namespaces/${namespace}/secrets`, lock }
}

/** A change of rights takes the API server a moment. */
async function untilWriterMay(namespace: string, may: boolean): Promise<void> {
  const spec = { resourceAttributes: { namespace, verb: 'patch', resource: 'secrets' } }
  const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec }
  for (let tries = 0; tries < 100; tries++) {
    const answer = await cluster.ask(
      writer,
      'POST',
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      review,
    )
    if (JSON.parse(answer.body).status?.allowed === may) return
    await sleep(100)
  }
  throw new Error(`the rights of the writer did not become ${may}`)
}

const base64 = (text: string) => Buffer.from(text).toString('base64')
const merge = 'application/merge-patch+json'

destinationContract('k8s: with a real kube-apiserver', async () => {
  const { place, secrets, lock } = await freshPlace()
  const found = async () => JSON.parse((await admin('GET', `${secrets}/ci`)).body)
  return {
    destination: new RemoteDestination(place),
    held: async () => {
      const value = (await found()).data?.token
      return value === undefined ? undefined : Buffer.from(value, 'base64').toString()
    },
    put: async value => {
      const data = { token: base64(value) }
      const patched = await admin('PATCH', `${secrets}/ci`, { data }, merge)
      if (patched.status !== 404) return
      await admin('POST', secrets, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'ci' }, data })
    },
    snapshot: async () => JSON.parse((await admin('GET', secrets)).body).items,
    breakWrites: lock,
  }
})

test('another key that changed meanwhile is a conflict, a deleted secret too', async () => {
  const { place, secrets } = await freshPlace()
  await place.put(freshSecret(10), await place.read())
  const observed = await place.read()
  await admin('PATCH', `${secrets}/ci`, { data: { other: base64('rival') } }, merge)
  await expect(place.put(freshSecret(11), observed)).rejects.toThrow(DestinationConflict)
  await admin('DELETE', `${secrets}/ci`)
  await expect(place.put(freshSecret(11), observed)).rejects.toThrow(DestinationConflict)
})

test('an immutable secret, and one that is full, are told before anything is written', async () => {
  const { place, secrets } = await freshPlace()
  const made = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'ci' } }
  await admin('POST', secrets, { ...made, immutable: true })
  await expect(place.probe()).rejects.toThrow(/immutable/)
  await admin('DELETE', `${secrets}/ci`)
  await admin('POST', secrets, { ...made, data: { big: base64('x'.repeat(1024 * 1024)) } })
  await expect(place.probe()).rejects.toMatchObject({ hint: expect.stringMatching(/at most 1 MiB/) })
})

test('the emulator answers as it does; BEATPASS_RECORD=1 keeps its answers for every change', async () => {
  const { body: version } = await admin('GET', '/version')
  const asked = await answersOf(({ as, method, path, body, type }) =>
    cluster.ask(bearers[as], method, path, body, type),
  )
  const answers: unknown = JSON.parse(JSON.stringify(asked))
  if (process.env.BEATPASS_RECORD) {
    const record = { server: `kube-apiserver ${JSON.parse(version).gitVersion}`, answers }
    await mkdir(new URL('.', recorded), { recursive: true })
    await writeFile(recorded, `${JSON.stringify(record, undefined, 2)}\n`)
  }
  expect(await emulatedAnswers()).toEqual(answers)
})
