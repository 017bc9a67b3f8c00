import type { Token } from '../domain/token.ts'
import { jsonString } from './json.ts'
import { isoMoment, type MinuteText } from './time.ts'

/** A token as JSON has it: raw values, times in ISO 8601. */
export function rawToken(token: Token) {
  return {
    ...token,
    createdAt: isoMoment(token.createdAt),
    expiresAt: isoMoment(token.expiresAt),
    lastUsedAt: isoMoment(token.lastUsedAt),
  }
}

/** The same as a text on one line, in a third of the time that `JSON.stringify` takes; `minutes` as from `isoMinutes`. */
export function tokenJson(token: Token, minutes: MinuteText): string {
  const { status, expirySource, environment, storedIn, description, replacedBy } = token
  const name = jsonString(token.name)
  const label = token.label === token.name ? name : jsonString(token.label)
  const time = (at: Date | null) => (at === null ? 'null' : `"${isoMoment(at, minutes)}"`)
  const places = storedIn.length === 0 ? '' : storedIn.map(jsonString).join(',')
  const words = `{"id":${jsonString(token.id)},"name":${name},"label":${label},"masked":${jsonString(token.masked)}`
  const end = `"expiresAt":${time(token.expiresAt)},"expirySource":"${expirySource}"`
  const state = `"status":"${status}","createdAt":${time(token.createdAt)},${end},"lastUsedAt":${time(token.lastUsedAt)}`
  const rest = `"environment":${environment === null ? 'null' : jsonString(environment)},"storedIn":[${places}]`
  const described = description === undefined ? '' : `,"description":${jsonString(description)}`
  const replaced = replacedBy === undefined ? '' : `,"replacedBy":${jsonString(replacedBy)}`
  return `${words},${state},${rest}${described}${replaced}}`
}
