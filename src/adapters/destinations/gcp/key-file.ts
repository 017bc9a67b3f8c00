import { AnswerNotUnderstood, DestinationUnavailable } from '../../../domain/errors.ts'
import { Secret } from '../../../domain/secret.ts'
import { Field } from '../../answers/field.ts'
import { jsonIn } from '../../answers/json-in.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'
import { Service, serviceUrl } from '../remote/service.ts'
import { requestToken } from '../remote/token-endpoint.ts'
import { signedAssertion } from './signed-assertion.ts'
import { subjectToken } from './subject-token.ts'

const scope = 'https://www.googleapis.com/auth/cloud-platform'
const signIn = 'sign in again: gcloud auth application-default login'

/** A credential, and the project that its use is counted on where the file names one. */
export interface GcpCredential {
  token: Secret
  quotaProject: string | undefined
}

/**
 * An access token for the credentials in a file of Google's (application default credentials): of a user, a service account's
 * key, another identity provider, or one of those acting as a service account. Throws `DestinationUnavailable`.
 */
export async function credentialOf(text: string, path: string, world: RemoteWorld): Promise<GcpCredential> {
  try {
    const file = new Field(jsonIn(text), '', path)
    const token = await tokenOf(file, path, world)
    return { token, quotaProject: file.at('quota_project_id').optional(id => id.text()) ?? undefined }
  } catch (error) {
    if (!(error instanceof AnswerNotUnderstood)) throw error
    throw new DestinationUnavailable(error.message, { hint: signIn, failure: 'corrupt' })
  }
}

async function tokenOf(file: Field, path: string, world: RemoteWorld): Promise<Secret> {
  const type = file.at('type').text()
  if (type === 'authorized_user') return await userToken(file, path, world)
  if (type === 'service_account') return await keyToken(file, path, world)
  if (type === 'external_account') return await federatedToken(file, path, world)
  if (type === 'impersonated_service_account') {
    const source = await tokenOf(file.at('source_credentials'), path, world)
    return await actingAs(file, source, path, world)
  }
  throw new DestinationUnavailable(`credentials of the type '${type}' in ${path} are not supported`, {
    hint: 'give an access token in CLOUDSDK_AUTH_ACCESS_TOKEN: gcloud auth print-access-token',
  })
}

async function userToken(file: Field, path: string, world: RemoteWorld): Promise<Secret> {
  const url = file.at('token_uri').optional(uri => uri.text()) ?? 'https://oauth2.googleapis.com/token'
  const form = {
    grant_type: 'refresh_token',
    client_id: file.at('client_id').text(),
    client_secret: file.at('client_secret').text(),
    refresh_token: file.at('refresh_token').text(),
  }
  return await requestToken(
    { title: 'Google sign-in', url, source: `token_uri of ${path}`, form, hint: signIn },
    world,
  )
}

async function keyToken(file: Field, path: string, world: RemoteWorld): Promise<Secret> {
  const url = file.at('token_uri').text()
  const claims = { iss: file.at('client_email').text(), scope, aud: url }
  const key = { id: file.at('private_key_id').text(), pem: new Secret(file.at('private_key').text()) }
  const form = {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: signedAssertion(claims, key, { path, now: world.clock.now() }).reveal(),
  }
  const hint = 'the key may be deleted or disabled: make another one, or check the clock of this machine'
  return await requestToken(
    { title: 'Google sign-in', url, source: `token_uri of ${path}`, form, hint },
    world,
  )
}

async function federatedToken(file: Field, path: string, world: RemoteWorld): Promise<Secret> {
  const form = {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    audience: file.at('audience').text(),
    scope,
    requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    subject_token_type: file.at('subject_token_type').text(),
    subject_token: await subjectToken(file.at('credential_source'), path, world),
  }
  const url = file.at('token_url').text()
  const hint = 'check the pool, the provider and its conditions: gcloud iam workload-identity-pools'
  const source = `token_url of ${path}`
  const token = await requestToken({ title: 'Google federation', url, source, form, hint }, world)
  return file.at('service_account_impersonation_url').present
    ? await actingAs(file, token, path, world)
    : token
}

/** The access token of the service account that the file says to act as. */
async function actingAs(file: Field, token: Secret, path: string, world: RemoteWorld): Promise<Secret> {
  const source = `service_account_impersonation_url of ${path}`
  const baseUrl = serviceUrl(file.at('service_account_impersonation_url').text(), source)
  const service = new Service({ title: 'Google impersonation', baseUrl }, world)
  const delegates = file.at('delegates').optional(list => list.list().map(one => one.text())) ?? []
  const response = await service.send({
    kind: 'read',
    method: 'POST',
    path: '',
    headers: { Authorization: `Bearer ${token.reveal()}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ scope: [scope], ...(delegates.length > 0 ? { delegates } : {}) }),
  })
  if (response.status === 200)
    return service.parse(response, body => new Secret(body.at('accessToken').text()))
  const hint = 'grant roles/iam.serviceAccountTokenCreator (or workloadIdentityUser) on that service account'
  throw service.refusal('to act as the service account', response, hint)
}
