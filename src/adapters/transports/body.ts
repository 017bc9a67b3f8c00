import type { Readable, Transform } from 'node:stream'
import { ExchangeFailed } from '../../ports/transport.ts'

/** What may be asked for in `Accept-Encoding`. */
export const acceptedEncodings = 'gzip, deflate, br'

/** The text of a body. Throws `ExchangeFailed` (`too-large`) as soon as it outgrows `maxBytes`. */
export async function textOf(chunks: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const chunk of counted(chunks, maxBytes)) parts.push(chunk)
  return Buffer.concat(parts).toString('utf8')
}

/**
 * A body without its `Content-Encoding`, as it comes; neither what arrives nor what it becomes may be larger than
 * `maxBytes`, and `arrived` is called for every piece of the former. Throws `ExchangeFailed` for that and for an encoding
 * that was not asked for, zlib's own errors when it is damaged.
 */
export function decoded(
  chunks: AsyncIterable<Uint8Array>,
  encoding: string | undefined,
  maxBytes: number,
  arrived?: () => void,
): AsyncGenerator<Uint8Array> {
  const name = encoding?.trim().toLowerCase()
  const arriving = counted(chunks, maxBytes, arrived)
  return !name || name === 'identity' ? arriving : unpackedBy(name, arriving, maxBytes)
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  arrived?: () => void,
): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of chunks) {
    arrived?.()
    size += chunk.byteLength
    if (size > maxBytes) throw tooLarge(maxBytes)
    if (chunk.byteLength > 0) yield chunk
  }
}

async function* unpackedBy(
  encoding: string,
  arriving: AsyncGenerator<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  const first = await arriving.next()
  if (first.done) return
  const unpacker = unpackerFor(encoding, first.value)
  if (unpacker) return yield* counted(unpacked(unpacker, first.value, arriving), maxBytes)
  await arriving.return(undefined)
  throw new ExchangeFailed('the answer is packed in a way that was not asked for', 'maybe-sent', 'malformed')
}

/** Whoever leaves the result early ends the body too. */
function unpacked(unpacker: Transform, first: Uint8Array, rest: AsyncIterable<Uint8Array>): Readable {
  const { pipeline, Readable } = process.getBuiltinModule('node:stream')
  // Its failure, or the body's, comes out of the result.
  return pipeline(Readable.from(joined(first, rest)), unpacker, () => undefined)
}

async function* joined(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  yield* rest
}

function unpackerFor(name: string, bytes: Uint8Array): Transform | undefined {
  const zlib = process.getBuiltinModule('node:zlib')
  if (name === 'gzip' || name === 'x-gzip') return zlib.createGunzip()
  if (name === 'br') return zlib.createBrotliDecompress()
  // `deflate` means zlib's format; some servers send the bare stream.
  if (name === 'deflate')
    return ((bytes[0] ?? 0) & 0x0f) === 8 ? zlib.createInflate() : zlib.createInflateRaw()
  return undefined
}

/** The failure of a body that outgrows what is accepted. */
export function tooLarge(maxBytes: number): ExchangeFailed {
  return new ExchangeFailed(`the answer is larger than ${maxBytes} bytes`, 'maybe-sent', 'too-large')
}
