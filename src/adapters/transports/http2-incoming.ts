import type { ClientHttp2Stream, IncomingHttpHeaders, IncomingHttpStatusHeader } from 'node:http2'
import type { ExchangeFailed } from '../../ports/transport.ts'
import type { Incoming } from './attempt.ts'
import { tooLarge } from './body.ts'
import { piecesOf } from './pieces.ts'
import { maxHeaderSize } from './times.ts'

type Head = IncomingHttpHeaders & IncomingHttpStatusHeader

/**
 * The answer on a stream once its head is here; its body is read as it comes, and whoever leaves early ends the stream alone.
 * Rejects with what `unlessAnswered` makes of a stream that ended without one.
 */
export function incomingOn(
  stream: ClientHttp2Stream,
  unlessAnswered: (error: Error | undefined) => ExchangeFailed | Error,
): Promise<Incoming> {
  return new Promise((resolve, reject) => {
    let error: Error | undefined
    stream.on('error', failure => {
      error = failure
    })
    stream.once('response', head => {
      if (sizeOf(head) > maxHeaderSize) return reject(tooLarge(maxHeaderSize))
      const { ':status': status = 0, ...headers } = head
      resolve({ status, headers, chunks: wholePieces(stream) })
    })
    // Behind an answer the rejection says nothing any more.
    stream.once('close', () => reject(unlessAnswered(error)))
  })
}

/** The length of a head, about: names and values. */
export function sizeOf(head: Head): number {
  let size = 0
  for (const name in head) size += name.length + String(head[name]).length
  return size
}

/** Only once a stream is closed it is known how it ended: Node ends one that was reset as if it were whole. */
async function* wholePieces(stream: ClientHttp2Stream): AsyncGenerator<Uint8Array> {
  const closed = new Promise(resolve => stream.once('close', resolve))
  yield* piecesOf(stream)
  if (!stream.destroyed) await closed
  if (stream.rstCode !== 0) throw Object.assign(new Error('reset'), { code: 'ECONNRESET' })
}
