import type { HttpAnswer, HttpRequest, HttpResponse, Transport } from '../../ports/transport.ts'
import { textOf } from './body.ts'

/** A good answer (2xx), of which only what was read is left, or any other with its text. */
export type ReadAnswer<Result> = HttpResponse & ({ good: true; result: Result } | { good: false })

/** Sends once and has a good answer read as it comes; any other is gathered, at most `maxRefusal` bytes. */
export async function readAnswer<Result>(
  transport: Transport,
  request: HttpRequest,
  read: (answer: HttpAnswer) => Promise<Result>,
  maxRefusal: number,
): Promise<ReadAnswer<Result>> {
  const answer = await transport.open(request)
  const { status, headers } = answer
  if (status < 200 || status > 299)
    return { status, headers, body: await textOf(answer.chunks, maxRefusal), good: false }
  return { status, headers, body: '', good: true, result: await read(answer) }
}
