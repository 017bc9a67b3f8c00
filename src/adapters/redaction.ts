import type { Secret } from '../domain/secret.ts'

/** As much of a form gives it away: who repeats it may have cut it, or wrapped it into lines. */
const pieceLength = 16

/**
 * A function that puts `[secret]` in place of the secrets in text of others: as they are, without their ids, in the forms in
 * which tools echo what they were given (base64, percent-encoded, hex), and in pieces of these that are long enough, whatever
 * became of the case of their letters.
 */
export function redaction(...secrets: readonly Secret[]): (text: string) => string {
  const pieces = new Set(secrets.flatMap(formsOf).map(inOneCase).flatMap(piecesOf))
  const lengths = [...new Set([...pieces].map(piece => piece.length))]
  return text => {
    const folded = inOneCase(text)
    return blotOut(text, (at: number) => {
      const found = lengths.filter(length => pieces.has(folded.slice(at, at + length)))
      return at + Math.max(0, ...found)
    })
  }
}

/** Of ASCII alone: what is lower case elsewhere may have another length. */
const inOneCase = (text: string) => text.replace(/[A-Z]+/g, letters => letters.toLowerCase())

function formsOf(secret: Secret): string[] {
  const text = secret.reveal()
  const value = secret.tokenId === undefined ? text : text.slice(secret.tokenId.length + 1)
  return [text, value].flatMap(one => [
    one,
    encodeURIComponent(one),
    // As a form has it.
    new URLSearchParams([['', one]]).toString().slice(1),
    JSON.stringify(one).slice(1, -1),
    Buffer.from(`${one}\n`).toString('base64').replace(/=+$/, ''),
    Buffer.from(one).toString('hex'),
    ...base64Of(one),
  ])
}

/** At each of the three places where base64 can begin: `user:secret` is what HTTP's Basic has encoded. */
function base64Of(text: string): string[] {
  const bytes = Buffer.from(text)
  const whole = bytes.toString('base64').replace(/=+$/, '')
  const behind = [1, 2].map(before => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    return encoded.slice(before + 1).replace(/=+$/, '')
  })
  return [whole, ...behind].flatMap(one => [one, one.replaceAll('+', '-').replaceAll('/', '_')])
}

function piecesOf(form: string): string[] {
  const length = Math.min(pieceLength, form.length)
  if (length === 0) return []
  return Array.from({ length: form.length - length + 1 }, (_, at) => form.slice(at, at + length))
}

/** `endAt` says where what must be hidden from there on ends; there itself where nothing is. */
function blotOut(text: string, endAt: (at: number) => number): string {
  let told = ''
  let end = -1
  for (let at = 0; at < text.length; at++) {
    const until = endAt(at)
    if (until > at && at > end) told += '[secret]'
    if (until > at) end = Math.max(end, until)
    if (at >= end) told += text[at]
  }
  return told
}
