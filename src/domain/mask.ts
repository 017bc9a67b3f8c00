import type { Secret } from './secret.ts'

/**
 * What is shown in place of a secret: `id`: its id alone; `id-and-ends`: that with a little of both ends; `prefix`: its
 * first 24 characters, or fewer; `kind-and-last4`: what says its kind (`bca_live_`) and the last four.
 */
export type MaskKind = 'id' | 'id-and-ends' | 'prefix' | 'kind-and-last4'

const leastHidden = 32
const longestPrefix = 24
const stars = '*************'

/** The mask of a token whose secret we do not hold: its id where that is in the secret, and nothing else. */
export function maskOfForeign(id: string): string {
  return isNumber(id) ? `${id}|${stars}` : stars
}

/** Digits alone; asked of each token of a long list, of which a regular expression makes more work. */
function isNumber(id: string): boolean {
  for (let at = 0; at < id.length; at++) {
    const unit = id.charCodeAt(at)
    if (unit < 0x30 || unit > 0x39) return false
  }
  return id !== ''
}

/** The mask of a secret we hold. Whatever its kind, at least 32 characters stay hidden, of a `kind-and-last4` 24. */
export function maskOf(secret: Secret, kind: MaskKind = 'id-and-ends'): string {
  const text = secret.reveal()
  const head = secret.tokenId === undefined ? '' : `${secret.tokenId}|`
  switch (kind) {
    case 'id':
      return `${head}${stars}`
    case 'id-and-ends':
      return `${head}${endsOf(text.slice(head.length))}`
    case 'prefix':
      return `${text.slice(0, Math.max(0, Math.min(longestPrefix, text.length - leastHidden)))}${stars}`
    case 'kind-and-last4':
      return kindAndLast4(text)
  }
}

/** At most a quarter of the value is shown; where that leaves no room, nothing. */
function endsOf(value: string): string {
  const room = Math.min(Math.floor(value.length / 4), value.length - leastHidden)
  if (room < 4) return stars
  return `${value.slice(0, Math.min(4, room - 4))}${stars}${value.slice(-4)}`
}

/** The way in which the platform itself masks: what is before the last underscore is no secret. */
function kindAndLast4(text: string): string {
  const [, prefix = '', value = text] = /^((?:[a-z]{1,8}_){1,3})([A-Za-z0-9]+)$/.exec(text) ?? []
  return `${prefix}${stars}${value.length >= 28 ? value.slice(-4) : ''}`
}
