import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { K8sPlace } from '../../../../src/adapters/destinations/k8s.ts'
import { DestinationUnavailable, UnsafeEnvironment } from '../../../../src/domain/errors.ts'
import { type Certificates, makeCertificates } from '../../../fakes/certificates.ts'
import { freshSecret } from '../../../fakes/secrets.ts'
import { bearer, freshCluster, kubeconfig } from '../k8s-bench.ts'
import { freshRemoteWorld } from '../remote-world.ts'

let certificates: Certificates

beforeAll(() => {
  certificates = makeCertificates()
})

const base64 = (text: string) => Buffer.from(text).toString('base64')

test('a token file and a certificate authority are found beside the kubeconfig', async () => {
  const { folder, destination, server } = await freshCluster({
    certificates,
    cluster: { 'certificate-authority': 'ca.pem' },
    user: { token: 'an-old-one', tokenFile: 'keys/token' },
  })
  await mkdir(join(folder, 'keys'))
  await writeFile(join(folder, 'ca.pem'), certificates.ca)
  await writeFile(join(folder, 'keys', 'token'), `${bearer}\n`)
  const secret = freshSecret()
  await destination.write(secret, await destination.observe())
  expect(server.secrets.get('default', 'ci').data?.token).toBe(base64(secret.reveal()))
})

test('a client certificate, its key and the authority in the kubeconfig itself', async () => {
  const { destination, server } = await freshCluster({
    certificates,
    cluster: { 'certificate-authority-data': base64(certificates.ca) },
    user: {
      'client-certificate-data': base64(certificates.cert),
      'client-key-data': base64(certificates.key),
    },
  })
  await destination.probe()
  server.rules.forbidden.add('get')
  await expect(destination.probe()).rejects.toThrow(/User "localhost" cannot get/)
})

test('the name that the certificate must bear', async () => {
  const cluster = { 'certificate-authority-data': base64(certificates.ca) }
  const right = await freshCluster({
    certificates,
    cluster: { ...cluster, 'tls-server-name': 'api.example.test' },
  })
  await right.destination.probe()
  const wrong = await freshCluster({ certificates, cluster: { ...cluster, 'tls-server-name': 'other.test' } })
  await expect(wrong.destination.probe()).rejects.toThrow(/no trusted TLS connection/)
})

test('an authority that is not named is not trusted', async () => {
  const { destination, server } = await freshCluster({ certificates })
  await expect(destination.probe()).rejects.toThrow(/no trusted TLS connection/)
  expect(server.asked).toEqual([])
})

test('of several files the first that has a value wins, and missing ones are passed over', async () => {
  const { server, folder, world } = await freshCluster()
  const first = kubeconfig({ server: server.url }, {}, { users: null, 'current-context': '' })
  const second = kubeconfig({ server: 'https://never.test' }, { token: bearer })
  await writeFile(join(folder, 'first'), first)
  await writeFile(join(folder, 'second'), second)
  const env = { ...world.env, KUBECONFIG: `missing:first::${join(folder, 'second')}` }
  await new K8sPlace('default/ci#token', { ...world, env }).probe()
  expect(server.asked.length).toBeGreaterThan(0)
})

test('~/.kube/config, when KUBECONFIG is empty', async () => {
  const { server, folder, world } = await freshCluster()
  await mkdir(join(folder, '.kube'))
  const yaml = `
current-context: a
contexts: [{name: a, context: {cluster: c, user: u, namespace: x}}]
clusters:
- {name: c, cluster: {server: "${server.url}"}}
users:
- name: u
  user:
    token: ${bearer}
`
  await writeFile(join(folder, '.kube', 'config'), yaml)
  await new K8sPlace('default/ci#token', { ...world, env: { KUBECONFIG: '' } }).probe()
})

test('inside a pod, its service account', async () => {
  const { server, folder } = await freshCluster({ certificates })
  const account = join(folder, 'account')
  await mkdir(account)
  await writeFile(join(account, 'token'), bearer)
  await writeFile(join(account, 'ca.crt'), certificates.ca)
  const env = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: new URL(server.url).port }
  await new K8sPlace('default/ci#token', freshRemoteWorld({ env, home: folder }), account).probe()
  expect(server.asked.length).toBe(2)
})

describe('refused, with a hint, before anything is sent', () => {
  test.each<[what: string, cluster: object, user: object, message: RegExp]>([
    ['proxy-url', { 'proxy-url': 'http://p.test' }, {}, /proxy-url .* is not supported/],
    ['plain http', { server: 'http://10.0.0.1' }, {}, /not an https address/],
    ['a password', {}, { username: 'u', password: 'p' }, /username .* is not supported/],
    ['an auth provider', {}, { 'auth-provider': { name: 'gcp' } }, /auth-provider .* is not supported/],
    ['impersonation', {}, { token: 'x', as: 'admin' }, /as of a user .* is not supported/],
    ['half a certificate', {}, { 'client-certificate-data': 'eA==' }, /without its key/],
    ['a token that is no text', {}, { token: 12 }, /users.*token is not a text|token is not a text/],
    ['a missing file', {}, { tokenFile: 'none' }, /no file .*none, which tokenFile/],
  ])('%s', async (_, cluster, user, message) => {
    const { destination, server } = await freshCluster({ cluster, user })
    const error = await destination.probe().catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/\S/),
    })
    expect(server.asked).toEqual([])
  })

  test('a check of certificates that is switched off: exit 13', async () => {
    const { destination } = await freshCluster({ cluster: { 'insecure-skip-tls-verify': true } })
    await expect(destination.probe()).rejects.toThrow(UnsafeEnvironment)
  })

  test.each<[text: string, message: RegExp]>([
    ['token: |\n\tdont-tell-this', /is not valid YAML \(line \d\)/],
    ['current-context: x', /no context 'x'/],
    ['{current-context: x, contexts: [{name: x, context: {cluster: c}}]}', /no cluster for the context 'x'/],
    ['', /no Kubernetes cluster is configured/],
  ])('a kubeconfig like %j', async (text, message) => {
    const { world, path } = await freshCluster()
    await writeFile(path, text)
    const error = await new K8sPlace('default/ci#token', world).probe().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(DestinationUnavailable)
    expect(error).toMatchObject({ message: expect.stringMatching(message) })
    expect(String(error)).not.toContain('dont-tell')
  })

  test('no kubeconfig and no pod', async () => {
    const place = new K8sPlace('default/ci#token', freshRemoteWorld())
    await expect(place.probe()).rejects.toMatchObject({
      message: 'no Kubernetes cluster is configured',
      hint: 'set KUBECONFIG, or choose one with kubectl config use-context',
    })
  })

  test('a kubeconfig that may not be read', async () => {
    const { world, path } = await freshCluster()
    const env = { ...world.env, KUBECONFIG: join(path, 'below') }
    await expect(new K8sPlace('default/ci#token', { ...world, env }).probe()).rejects.toMatchObject({
      message: expect.stringMatching(/is not a folder/),
    })
  })
})
