import { InputRequired, InvalidInput } from '../../domain/errors.ts'
import { Secret } from '../../domain/secret.ts'

const most = 64 * 1024

/** All of stdin less one line end, as a secret. Throws `InputRequired` when there is nothing, `InvalidInput` when it is too long or not UTF-8. */
export async function readIn(): Promise<Secret> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    length += piece.length
    if (length > most) throw new InvalidInput('what was given on stdin is too long: at most 64 KiB')
    pieces.push(piece)
  }
  const text = decode(Buffer.concat(pieces)).replace(/\r?\n$/, '')
  if (text === '') throw new InputRequired('nothing was given on stdin')
  return new Secret(text)
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new InvalidInput('what was given on stdin is not UTF-8 text')
  }
}
