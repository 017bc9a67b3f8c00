import { generateKeyPairSync } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { GoogleSignIn } from '../../../emulators/google-sign-in.ts'
import { freshSecret } from '../../../fakes/secrets.ts'
import { freshManager, type GcpBench } from '../gcp-bench.ts'

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const user = { clientId: 'client-1', clientSecret: 'client-secret-1', refreshToken: 'refresh-token-1' }
const key = { id: 'key-1', email: 'robot@acme-prod.iam.gserviceaccount.com', public: publicKey }
const federation = {
  audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q',
  subjectToken: 'subject-token-1',
  subjectTokenType: 'urn:ietf:params:oauth:token-type:jwt',
}
const hiddenParts = [
  user.clientSecret,
  user.refreshToken,
  federation.subjectToken,
  'federated-1',
  pem.slice(30, 90),
]

type Make = (bench: GcpBench) => object

const userFile: Make = ({ server }) => ({
  type: 'authorized_user',
  client_id: user.clientId,
  client_secret: user.clientSecret,
  refresh_token: user.refreshToken,
  token_uri: `${server.url}/token`,
})

const keyFile: Make = ({ server }) => ({
  type: 'service_account',
  client_email: key.email,
  private_key_id: key.id,
  private_key: pem,
  token_uri: `${server.url}/token`,
})

const federated =
  (source: Make, more: Make = () => ({})): Make =>
  bench => ({
    type: 'external_account',
    audience: federation.audience,
    subject_token_type: federation.subjectTokenType,
    token_url: `${bench.server.url}/sts/token`,
    credential_source: source(bench),
    ...more(bench),
  })

const impersonation: Make = ({ server }) => ({
  service_account_impersonation_url: `${server.url}/impersonate`,
})
const acting =
  (source: Make): Make =>
  bench => ({
    type: 'impersonated_service_account',
    source_credentials: source(bench),
    ...impersonation(bench),
  })

/** A manager whose credential is a file of that content. */
async function withFile(make: Make, signIn: Partial<GoogleSignIn> = {}) {
  const env = { GOOGLE_APPLICATION_CREDENTIALS: 'key.json' }
  const bench = await freshManager({ env, signIn: { user, key, federation, ...signIn } })
  await bench.write('key.json', make(bench))
  await bench.write('subject.json', { id_token: federation.subjectToken })
  return bench
}

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

describe('a credential that does not help', () => {
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const withKey =
    (private_key: string): Make =>
    bench => ({ ...keyFile(bench), private_key })
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

  test.each<[what: string, make: Make, message: RegExp, hint: RegExp]>([
    [
      'revoked',
      b => ({ ...userFile(b), refresh_token: 'revoked-token' }),
      /\(400\): invalid_grant: expired: \[hidden\]$/,
      /login/,
    ],
    [
      'of a deleted key',
      withKey(other.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
      /Invalid JWT Signature/,
      /deleted or disabled/,
    ],
    ['whose key is none', withKey('dont-tell-this'), /private_key .* is not an RSA key/, /again/],
    [
      'whose key is no RSA key',
      withKey(ec.export({ type: 'pkcs8', format: 'pem' }).toString()),
      /not an RSA key/,
      /again/,
    ],
    [
      'of an unknown type',
      () => ({ type: 'gdch_service_account' }),
      /'gdch_service_account' .* not supported/,
      /ACCESS_TOKEN/,
    ],
    ['without a type', () => ({}), /type is missing/, /login/],
    ['without a field', b => ({ ...userFile(b), client_id: 3 }), /client_id is not a text/, /login/],
    [
      'sent in the clear',
      () => ({ ...keyFile({ server: { url: 'http://x.test' } } as GcpBench) }),
      /not an https address/,
      /https/,
    ],
    [
      'of a program',
      federated(() => ({ executable: { command: 'x' } })),
      /neither a file nor an address/,
      /ACCESS_TOKEN/,
    ],
    ['of a missing file', federated(() => ({ file: 'none' })), /no file .*none/, /check the path/],
    [
      'of another subject',
      federated(() => ({ file: 'key.json' })),
      /\(400\): invalid_grant: not that one/,
      /pool/,
    ],
    ['that may not act', acting(federated(() => ({ file: 'key.json' }))), /refuses/, /\S/],
  ])('%s', async (_, make, message, hint) => {
    const { destination } = await withFile(make)
    const error = await destination.probe().catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    })
    const told = inspect(error, { depth: 9, showHidden: true })
    for (const hidden of [...hiddenParts, 'dont-tell', 'revoked-token']) expect(told).not.toContain(hidden)
  })

  test.each<[host: string, message: RegExp]>([
    ['metadata.evil.test', /GCE_METADATA_HOST is not the address/],
    ['127.0.0.1:1', /no Google Cloud credentials were found/],
  ])('a metadata server at %s', async (host, message) => {
    const { destination } = await freshManager({ env: { GCE_METADATA_HOST: host } })
    await expect(destination.probe()).rejects.toThrow(message)
  })

  test('a server that is no metadata server, and one without a token', async () => {
    const bench = await freshManager({ env: {} })
    const { host } = new URL(bench.server.url)
    Object.assign(bench.world.env, { GCE_METADATA_HOST: host })
    const metadata = ({ path }: { path: string }) => path.startsWith('/computeMetadata')
    bench.server.meddle(metadata, { status: 200, body: { access_token: 'planted' } })
    await expect(bench.place.read()).rejects.toThrow(/no Google Cloud credentials/)
    const other = await freshManager({ env: { GCE_METADATA_HOST: host } })
    bench.server.meddle(metadata, { status: 404, headers: { 'Metadata-Flavor': 'Google' } })
    await expect(other.place.read()).rejects.toThrow(/gives no access token \(404\)/)
  })

  test('a file that is not there', async () => {
    const { destination } = await freshManager({ env: { GOOGLE_APPLICATION_CREDENTIALS: 'none.json' } })
    await expect(destination.probe()).rejects.toThrow(
      /no file .*none.json, which GOOGLE_APPLICATION_CREDENTIALS/,
    )
  })
})
