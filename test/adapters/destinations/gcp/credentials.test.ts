import { describe, expect, test } from 'vitest'
import { freshSecret } from '../../../fakes/secrets.ts'
import { freshManager } from '../gcp-bench.ts'
import {
  acting,
  federated,
  federation,
  hiddenParts,
  impersonation,
  keyFile,
  type Make,
  user,
  userFile,
  withFile,
} from './key-files.ts'

describe('a credential in a file', () => {
  test.each<[what: string, make: Make]>([
    ['of a user', userFile],
    ['of a service account: the signature holds', keyFile],
    [
      'of another provider, from a file',
      federated(
        () => ({ file: 'subject.json', format: { type: 'json', subject_token_field_name: 'id_token' } }),
        impersonation,
      ),
    ],
    ['of a user who acts as a service account', acting(userFile)],
    ['of a service account that acts as another', acting(keyFile)],
  ])('%s', async (_, make) => {
    const { destination, server, world } = await withFile(make)
    await destination.probe()
    await destination.write(freshSecret(), await destination.observe())
    expect(server.asked.filter(({ path }) => path.endsWith('/token'))).toHaveLength(1)
    for (const hidden of hiddenParts) expect(world.trace.join('\n')).not.toContain(hidden)
  })

  test('of another provider, from an address with headers, as in GitHub Actions', async () => {
    const bench = await withFile(
      federated(
        ({ server }) => ({
          url: `${server.url}/oidc?audience=x`,
          headers: { Authorization: 'Bearer of-the-job' },
          format: { type: 'json', subject_token_field_name: 'value' },
        }),
        impersonation,
      ),
    )
    bench.server.meddle(({ path }) => path === '/oidc', {
      status: 200,
      body: { value: federation.subjectToken },
    })
    await bench.destination.probe()
    const asked = bench.server.asked.find(({ path }) => path === '/oidc')
    expect(asked?.headers.authorization).toBe('Bearer of-the-job')
    expect(asked?.query.get('audience')).toBe('x')
  })

  test('names the project that its use is counted on', async () => {
    const { destination, server } = await withFile(bench => ({
      ...userFile(bench),
      quota_project_id: 'billing-1',
    }))
    await destination.observe()
    expect(server.asked.at(-1)?.headers['x-goog-user-project']).toBe('billing-1')
  })
})

test("gcloud's own file, in its usual folder or in CLOUDSDK_CONFIG", async () => {
  const name = 'application_default_credentials.json'
  const usual = await freshManager({ env: {}, signIn: { user } })
  await usual.write(`.config/gcloud/${name}`, userFile(usual))
  await usual.destination.probe()
  const moved = await freshManager({ env: { CLOUDSDK_CONFIG: 'elsewhere' }, signIn: { user } })
  await moved.write(`elsewhere/${name}`, userFile(moved))
  await moved.destination.probe()
})

test('the metadata server of the machine', async () => {
  const bench = await freshManager({ env: {} })
  const host = new URL(bench.server.url).host
  Object.assign(bench.world.env, { GCE_METADATA_HOST: host })
  await bench.destination.probe()
  expect(bench.server.asked[0]?.headers['metadata-flavor']).toBe('Google')
})
