import { jsonIn } from '../../answers/json-in.ts'

/** A secret that is no JSON object, or holds something else than text under a key: `problem` completes "the secret …". */
export interface Unfit {
  problem: string
}

/** The text under a key of a JSON object; `undefined` where there is none. A text that is missing or empty counts as `{}`. */
export function textUnder(key: string, json: string | undefined): { text: string | undefined } | Unfit {
  const object = objectIn(json)
  if (!object) return { problem: 'is not a JSON object' }
  const value = Object.hasOwn(object, key) ? object[key] : undefined
  if (value === undefined || value === null || value === '') return { text: undefined }
  if (typeof value !== 'string') return { problem: 'holds something that is no text under that key' }
  return { text: value }
}

/** The JSON object with the text under the key, every other character as it was. `json` passed `textUnder` before. */
export function withTextUnder(key: string, text: string, json: string | undefined): string {
  if (!json || json.trim() === '') return JSON.stringify(Object.fromEntries([[key, text]]))
  const { values, end, isEmpty } = members(json)
  // Of a key that is there twice, every reader takes the last one.
  const span = values.filter(one => one.key === key).at(-1)
  if (span) return json.slice(0, span.from) + JSON.stringify(text) + json.slice(span.to)
  const member = `${isEmpty ? '' : ','}${JSON.stringify(key)}:${JSON.stringify(text)}`
  return json.slice(0, end) + member + json.slice(end)
}

function objectIn(json: string | undefined): Record<string, unknown> | undefined {
  if (!json || json.trim() === '') return {}
  const value = jsonIn(json)
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as Record<string, unknown>) : undefined
}

interface Members {
  /** Of each member its key, and where its value stands. */
  values: { key: string; from: number; to: number }[]
  /** Behind the last member. */
  end: number
  isEmpty: boolean
}

/** Where the members of a valid JSON object stand. Not parsed and written again: that would change large numbers. */
function members(json: string): Members {
  const found: Members = { values: [], end: 0, isEmpty: true }
  let depth = 0
  let key: string | undefined
  let from = 0
  let last = 0
  for (const token of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    const text = token[0]
    if (text === '}' || text === ']') depth--
    const closes = depth === 0 && text === '}'
    if (key !== undefined && (closes || (depth === 1 && text === ','))) {
      found.values.push({ key, from, to: last })
      key = undefined
    } else if (key === undefined && depth === 1 && text.startsWith('"')) {
      key = String(JSON.parse(text))
      from = 0
    } else if (key !== undefined && from === 0 && text !== ':') {
      from = token.index
    }
    if (closes) return { ...found, end: last, isEmpty: found.values.length === 0 }
    if (text === '{' || text === '[') depth++
    last = token.index + text.length
  }
  return found
}
