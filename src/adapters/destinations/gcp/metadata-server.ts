import { DestinationUnavailable } from '../../../domain/errors.ts'
import { Secret } from '../../../domain/secret.ts'
import { Field } from '../../answers/field.ts'
import { jsonIn } from '../../answers/json-in.ts'

const timeout = 3_000
const mostBytes = 64 * 1024
const path = '/computeMetadata/v1/instance/service-accounts/default/token'

/**
 * The access token of the machine's own service account, from the metadata server that Google's machines have. Plain http:
 * the address is one of this machine alone, nothing secret is sent, and no proxy may see it. `undefined` where no such
 * server answers; throws `DestinationUnavailable` where it answers without a token.
 */
export async function metadataToken(givenHost: string | undefined): Promise<Secret | undefined> {
  const host = givenHost ?? '169.254.169.254'
  if (!isOwn(host)) {
    throw new DestinationUnavailable(`GCE_METADATA_HOST is not the address of a metadata server: '${host}'`, {
      hint: 'unset it: 169.254.169.254 is asked then',
    })
  }
  const answer = await ask(host).catch(() => undefined)
  if (!answer) return undefined
  const token = answer.status === 200 ? new Field(jsonIn(answer.body)).at('access_token').value : undefined
  if (typeof token === 'string') return new Secret(token)
  throw new DestinationUnavailable(`the metadata server gives no access token (${answer.status})`, {
    hint: 'attach a service account to the machine, with the scope cloud-platform',
    retryable: answer.status >= 500,
  })
}

/** Link-local, loopback, or the name that Google's machines give it. */
function isOwn(host: string): boolean {
  return /^(169\.254(\.\d{1,3}){2}|127(\.\d{1,3}){3}|localhost|metadata(\.google\.internal)?)(:\d{1,5})?$/.test(
    host,
  )
}

/** Rejects for whatever is not a metadata server: it has to say that it is one. */
function ask(host: string): Promise<{ status: number; body: string }> {
  const { get } = process.getBuiltinModule('node:http')
  return new Promise((resolve, reject) => {
    const headers = { 'Metadata-Flavor': 'Google' }
    const signal = AbortSignal.timeout(timeout)
    const request = get(`http://${host}${path}`, { headers, agent: false, signal }, response => {
      if (response.headers['metadata-flavor'] !== 'Google')
        return void request.destroy(new Error('another server'))
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        body += chunk
        if (body.length > mostBytes) request.destroy(new Error('too large'))
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
      response.on('error', reject)
    })
    request.on('error', reject)
  })
}
