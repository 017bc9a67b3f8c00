import { AwsV4Signer } from 'aws4fetch'
import type { Clock } from '../../../ports/clock.ts'
import type { HttpRequest, Sender } from '../../../ports/transport.ts'
import { errorCodeOf } from './error-code.ts'
import type { AwsCredentials } from './keys.ts'

export interface SigningOptions {
  region: string
  credentials: AwsCredentials
  clock: Pick<Clock, 'now'>
}

const throttled =
  /^(Throttling|ThrottlingException|ThrottledException|TooManyRequestsException|RequestLimitExceeded|SlowDown|PriorRequestNotComplete|RequestThrottled(Exception)?)$/

/**
 * Signs every try anew (Signature Version 4), so that one which had to wait is still in time, and calls by its HTTP name
 * what AWS says with status 400: too many requests (429).
 */
export function signedTransport(inner: Sender, options: SigningOptions): Sender {
  return {
    async send(request) {
      const response = await inner.send({ ...request, headers: await signedHeaders(request, options) })
      return throttled.test(errorCodeOf(response) ?? '') ? { ...response, status: 429 } : response
    },
  }
}

async function signedHeaders(
  { method, url, headers, body }: HttpRequest,
  { region, credentials, clock }: SigningOptions,
): Promise<HttpRequest['headers']> {
  const { accessKeyId, secretAccessKey, sessionToken } = await credentials.keys()
  const signer = new AwsV4Signer({
    ...{ method, url, headers, region, accessKeyId, service: 'secretsmanager', allHeaders: true },
    ...(body === undefined ? {} : { body }),
    secretAccessKey: secretAccessKey.reveal(),
    ...(sessionToken === undefined ? {} : { sessionToken: sessionToken.reveal() }),
    datetime: clock
      .now()
      .toISOString()
      .replace(/[:-]|\.\d{3}/g, ''),
  })
  const signed = await signer.sign()
  return Object.fromEntries(signed.headers)
}
