import { generateKeyPairSync } from 'node:crypto'
import type { GoogleSignIn } from '../../../emulators/google-sign-in.ts'
import { freshManager, type GcpBench } from '../gcp-bench.ts'

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
export const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
export const user = { clientId: 'client-1', clientSecret: 'client-secret-1', refreshToken: 'refresh-token-1' }
const key = { id: 'key-1', email: 'robot@acme-prod.iam.gserviceaccount.com', public: publicKey }
export const federation = {
  audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q',
  subjectToken: 'subject-token-1',
  subjectTokenType: 'urn:ietf:params:oauth:token-type:jwt',
}
export const hiddenParts = [
  user.clientSecret,
  user.refreshToken,
  federation.subjectToken,
  'federated-1',
  pem.slice(30, 90),
]

export type Make = (bench: GcpBench) => object

export const userFile: Make = ({ server }) => ({
  type: 'authorized_user',
  client_id: user.clientId,
  client_secret: user.clientSecret,
  refresh_token: user.refreshToken,
  token_uri: `${server.url}/token`,
})

export const keyFile: Make = ({ server }) => ({
  type: 'service_account',
  client_email: key.email,
  private_key_id: key.id,
  private_key: pem,
  token_uri: `${server.url}/token`,
})

export const federated =
  (source: Make, more: Make = () => ({})): Make =>
  bench => ({
    type: 'external_account',
    audience: federation.audience,
    subject_token_type: federation.subjectTokenType,
    token_url: `${bench.server.url}/sts/token`,
    credential_source: source(bench),
    ...more(bench),
  })

export const impersonation: Make = ({ server }) => ({
  service_account_impersonation_url: `${server.url}/impersonate`,
})
export const acting =
  (source: Make): Make =>
  bench => ({
    type: 'impersonated_service_account',
    source_credentials: source(bench),
    ...impersonation(bench),
  })

/** A manager whose credential is a file of that content. */
export async function withFile(make: Make, signIn: Partial<GoogleSignIn> = {}) {
  const env = { GOOGLE_APPLICATION_CREDENTIALS: 'key.json' }
  const bench = await freshManager({ env, signIn: { user, key, federation, ...signIn } })
  await bench.write('key.json', make(bench))
  await bench.write('subject.json', { id_token: federation.subjectToken })
  return bench
}
