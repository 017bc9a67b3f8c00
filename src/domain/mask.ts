import type { Secret } from './secret.ts'

const leastHidden = 32
const stars = '*************'

/** The mask of a token whose secret we do not hold: its id and nothing else. */
export function maskOfForeign(id: string): string {
  return `${id}|${stars}`
}

/**
 * The mask of a secret we hold: the id, a prefix and the last four characters. At most a quarter of the secret part is
 * shown and at least 32 characters stay hidden; where that leaves no room, only the id (or nothing) is shown.
 */
export function maskOf(secret: Secret): string {
  const text = secret.reveal()
  const id = secret.tokenId
  const head = id === undefined ? '' : `${id}|`
  const value = text.slice(head.length)
  const room = Math.min(Math.floor(value.length / 4), value.length - leastHidden)
  if (room < 4) return `${head}${stars}`
  const prefix = value.slice(0, Math.min(4, room - 4))
  return `${head}${prefix}${stars}${value.slice(-4)}`
}
