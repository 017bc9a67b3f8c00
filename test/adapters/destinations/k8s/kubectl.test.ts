import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { makeCertificates } from '../../../fakes/certificates.ts'
import { freshSecret } from '../../../fakes/secrets.ts'
import { freshCluster } from '../k8s-bench.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

/** A cluster, our adapter for `default/ci#token`, and the real kubectl with the same kubeconfig. */
async function withKubectl() {
  const certificates = makeCertificates()
  const bench = await freshCluster({
    certificates,
    cluster: { 'certificate-authority-data': base64(certificates.ca) },
    user: {
      'client-certificate-data': base64(certificates.cert),
      'client-key-data': base64(certificates.key),
    },
  })
  const env = { PATH: process.env.PATH, HOME: bench.folder, KUBECONFIG: bench.path }
  const kubectl = async (...args: string[]) => (await promisify(execFile)('kubectl', args, { env })).stdout
  return { ...bench, kubectl }
}

test('the real kubectl reads what we wrote, and we what it wrote, on the same server', async () => {
  const { destination, kubectl, server, folder } = await withKubectl()
  const metadata = { name: 'ci' }
  const made = { apiVersion: 'v1', kind: 'Secret', metadata, data: { other: base64('kept') } }
  await writeFile(join(folder, 'ci.json'), JSON.stringify(made))
  await kubectl('create', '--validate=false', '-f', join(folder, 'ci.json'))
  await destination.probe()
  const secret = freshSecret(12)
  await destination.write(secret, await destination.observe())
  const told = await kubectl('get', 'secret', 'ci', '-o', 'jsonpath={.data.token} {.data.other}')
  expect(told).toBe(`${base64(secret.reveal())} ${base64('kept')}`)
  const next = freshSecret(13)
  const patch = JSON.stringify({ data: { token: base64(next.reveal()) } })
  await kubectl('patch', 'secret', 'ci', '--type=merge', '-p', patch)
  expect((await destination.observe()).secret?.equals(next)).toBe(true)
  const sent = server.asked.filter(({ method }) => method === 'PATCH')
  expect(sent.map(({ path }) => path)).toEqual(Array(3).fill('/api/v1/namespaces/default/secrets/ci'))
  expect(new Set(sent.map(({ headers }) => headers['content-type']))).toEqual(
    new Set(['application/merge-patch+json']),
  )
  expect(sent.map(({ headers }) => /^kubectl/.test(headers['user-agent'] ?? ''))).toEqual([
    false,
    false,
    true,
  ])
})

test('a write of the real kubectl since we looked wins', async () => {
  const { place, destination, kubectl } = await withKubectl()
  await destination.write(freshSecret(12), await destination.observe())
  const observed = await place.read()
  await kubectl(
    'patch',
    'secret',
    'ci',
    '--type=merge',
    '-p',
    JSON.stringify({ data: { more: base64('x') } }),
  )
  await expect(place.put(freshSecret(13), observed)).rejects.toMatchObject({ code: 'destination_conflict' })
})

test('the real kubectl is told of the same rights', async () => {
  const { kubectl, server, destination, folder } = await withKubectl()
  server.rules.noDryRun = true
  await destination.probe()
  // What `kubectl auth can-i` asks, as JSON: by itself it would speak protobuf.
  const review = server.asked.at(-1)
  await writeFile(join(folder, 'review.json'), review?.body ?? '')
  const file = join(folder, 'review.json')
  const ask = () => kubectl('create', '--validate=false', '-o', 'json', '-f', file)
  expect(JSON.parse(await ask())).toMatchObject({ status: { allowed: true } })
  expect(server.asked.at(-1)?.path).toBe(review?.path)
  server.rules.forbidden.add('create')
  expect(JSON.parse(await ask())).toMatchObject({ status: { allowed: false } })
})
