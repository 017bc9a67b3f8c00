import { InvalidInput } from '../../domain/errors.ts'
import { faultAction } from './fault-actions.ts'
import type { Misbehaviour } from './misbehaviour.ts'

/** One `--fault`: what to do, to which requests, to which of them in their order. */
export interface Fault {
  /** As typed. */
  text: string
  misbehave: Misbehaviour
  /** Upper case, or `*` for any. */
  method: string
  /** What follows the API address; with `prefix`, everything that begins with it. */
  path: string
  prefix: boolean
  /** The first and the last matching request that it is done to, counted from 1. */
  first: number
  last: number
}

const form = /^([a-z0-9-]+)(?:=([^@]*))?@(\*|[A-Za-z]+) (\/[^\s#*?]*)(\*)?(?:#([\d-]*))?$/
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', '*']
const hint = "write ACTION[=VALUE]@METHOD PATH[#N], for example 'drop@POST /access-tokens#1'"

/**
 * Reads `ACTION[=VALUE]@METHOD PATH[#N]`: PATH is what follows the API address and may end in `*`; `#2` only the second
 * matching request, `#2-` from the second on, `#-2` the first two, `#2-4` those three. Throws `InvalidInput`.
 */
export function parseFault(text: string): Fault {
  const match = form.exec(text)
  if (!match) throw new InvalidInput(`not a fault: '${text}'`, { hint })
  const [, action = '', value, method = '', path = '', star, count] = match
  if (!methods.includes(method.toUpperCase())) {
    throw new InvalidInput(`no such method in the fault '${text}'`, { hint: `one of ${methods.join(', ')}` })
  }
  return {
    text,
    misbehave: faultAction(action, value),
    method: method.toUpperCase(),
    path,
    prefix: star === '*',
    ...rangeOf(text, count),
  }
}

function rangeOf(text: string, count: string | undefined): { first: number; last: number } {
  if (count === undefined) return { first: 1, last: Number.POSITIVE_INFINITY }
  const [, from, dash, to] = /^(\d+)?(-)?(\d+)?$/.exec(count) ?? []
  const first = Number(from ?? 1)
  const last = dash === undefined ? first : Number(to ?? Number.POSITIVE_INFINITY)
  if ((from === undefined && to === undefined) || first < 1 || last < first) {
    throw new InvalidInput(`not a count of requests in the fault '${text}'`, {
      hint: '#2 the second, #2- from the second on, #-2 the first two',
    })
  }
  return { first, last }
}
