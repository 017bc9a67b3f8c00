import type { Secret } from '../../domain/secret.ts'

/**
 * A function that puts `[secret]` in place of the secret in text of others: as it is, without its id, and in the forms in
 * which tools echo what they were given (base64, percent-encoded, hex).
 */
export function redaction(secret: Secret): (text: string) => string {
  const text = secret.reveal()
  const value = secret.tokenId === undefined ? text : text.slice(secret.tokenId.length + 1)
  const forms = [text, value].flatMap(one => [
    one,
    encodeURIComponent(one),
    JSON.stringify(one).slice(1, -1),
    Buffer.from(one).toString('base64').replace(/=+$/, ''),
    Buffer.from(`${one}\n`).toString('base64').replace(/=+$/, ''),
    Buffer.from(one).toString('base64url'),
    Buffer.from(one).toString('hex'),
  ])
  const longestFirst = [...new Set(forms)].filter(one => one !== '').sort((a, b) => b.length - a.length)
  return line => longestFirst.reduce((rest, form) => rest.replaceAll(form, '[secret]'), line)
}
