import { ExchangeFailed } from '../../ports/transport.ts'

/** What may be asked for in `Accept-Encoding`. */
export const acceptedEncodings = 'gzip, deflate, br'

/** Gathers a body. Throws `ExchangeFailed` (`too-large`) as soon as it outgrows `maxBytes`. */
export async function gather(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  onChunk: () => void,
): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    onChunk()
    size += chunk.byteLength
    if (size > maxBytes) throw tooLarge(maxBytes)
    parts.push(chunk)
  }
  return Buffer.concat(parts, size)
}

/**
 * The text of a body under its `Content-Encoding`. Throws `ExchangeFailed` when it would be larger than `maxBytes` or is
 * in an encoding that was not asked for, zlib's own errors when it is damaged.
 */
export async function decode(bytes: Buffer, encoding: string | undefined, maxBytes: number): Promise<string> {
  const name = encoding?.trim().toLowerCase()
  if (!name || name === 'identity' || bytes.length === 0) return bytes.toString('utf8')
  const unpack = unpackerFor(name, bytes)
  if (!unpack) {
    throw new ExchangeFailed(
      'the answer is packed in a way that was not asked for',
      'maybe-sent',
      'malformed',
    )
  }
  return new Promise((resolve, reject) => {
    unpack(bytes, { maxOutputLength: maxBytes }, (error, text) => {
      if (!error) resolve(text.toString('utf8'))
      else reject(error.code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(maxBytes) : error)
    })
  })
}

type Unpack = (
  bytes: Buffer,
  options: { maxOutputLength: number },
  done: (error: NodeJS.ErrnoException | null, text: Buffer) => void,
) => void

function unpackerFor(name: string, bytes: Buffer): Unpack | undefined {
  const zlib = process.getBuiltinModule('node:zlib')
  if (name === 'gzip' || name === 'x-gzip') return zlib.gunzip
  if (name === 'br') return zlib.brotliDecompress
  // `deflate` means zlib's format; some servers send the bare stream.
  if (name === 'deflate') return ((bytes[0] ?? 0) & 0x0f) === 8 ? zlib.inflate : zlib.inflateRaw
  return undefined
}

function tooLarge(maxBytes: number): ExchangeFailed {
  return new ExchangeFailed(`the answer is larger than ${maxBytes} bytes`, 'maybe-sent', 'too-large')
}
