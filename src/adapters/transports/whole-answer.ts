import { ExchangeFailed, type HttpResponse } from '../../ports/transport.ts'
import { decoded, textOf } from './body.ts'
import { failureOf } from './failure.ts'

/** An answer whose body is here as a whole, still packed in the way that its head says. */
export interface Packed {
  status: number
  headers: Record<string, string>
  parts: readonly Buffer[]
}

/** That answer with its text, at most `maxBytes` after unpacking; at once where nothing is packed. Rejects with `ExchangeFailed`. */
export function wholeAnswer(
  { status, headers, parts }: Packed,
  limits: { host: string; maxBytes: number },
): HttpResponse | Promise<HttpResponse> {
  const [only] = parts
  const bytes = parts.length > 1 ? Buffer.concat(parts) : only
  const encoding = headers['content-encoding']
  if (!bytes || !encoding) return { status, headers, body: bytes?.toString('utf8') ?? '' }
  return unpacked({ status, headers }, bytes, encoding, limits)
}

async function unpacked(
  head: Omit<HttpResponse, 'body'>,
  bytes: Buffer,
  encoding: string,
  { host, maxBytes }: { host: string; maxBytes: number },
): Promise<HttpResponse> {
  const packed = async function* () {
    yield bytes
  }
  try {
    return { ...head, body: await textOf(decoded(packed(), encoding, maxBytes), maxBytes) }
  } catch (error) {
    throw error instanceof ExchangeFailed ? error : failureOf(error, 'maybe-sent', host)
  }
}
