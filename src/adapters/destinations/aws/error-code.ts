import type { HttpResponse } from '../../../ports/transport.ts'
import { jsonIn } from '../../answers/json-in.ts'

/** The name of the error that AWS answers with (`AccessDeniedException`): a field of the body, or a header; `undefined` for none. */
export function errorCodeOf(response: HttpResponse): string | undefined {
  if (response.status < 400) return undefined
  const given = textAt(response, '__type') ?? response.headers['x-amzn-errortype'] ?? codeInXml(response.body)
  // `com.amazonaws.secretsmanager#AccessDeniedException:http://internal…`
  return /^(?:[^#]*#)?([A-Za-z0-9_.]{1,80})(?::|$)/.exec(given ?? '')?.[1]
}

/** What AWS says about an error in words. */
export function errorWordsOf(response: HttpResponse): string | undefined {
  return textAt(response, 'message') ?? textAt(response, 'Message')
}

function textAt(response: HttpResponse, name: string): string | undefined {
  const body = jsonIn(response.body)
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return undefined
  const value = (body as Record<string, unknown>)[name]
  return typeof value === 'string' ? value : undefined
}

/** What stands before the service (its front, a compatible server) may answer in XML. */
function codeInXml(body: string): string | undefined {
  return /<Code>([A-Za-z0-9_.]{1,80})<\/Code>/.exec(body.slice(0, 4000))?.[1]
}
