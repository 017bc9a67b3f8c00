import type { Answer, Misbehaviour } from './misbehaviour.ts'

const overOneMebibyte = 1_200_000

/** A DELETE that says success and deletes nothing: the request is turned to an id that never exists. */
export const ghostDelete: Misbehaviour = async ({ request }, work) => {
  const url = new URL(request.url)
  url.pathname = url.pathname.replace(/\d+$/, '0')
  return work(new Request(url, { method: request.method, headers: request.headers }))
}

/** A create whose answer lacks the secret. */
export const noSecret: Misbehaviour = async ({ request }, work) =>
  rewritten(await work(request), body =>
    Object.fromEntries(Object.entries(body).filter(([name, value]) => !isSecret(name, value))),
  )

/** A right answer in a body over 1 MiB. */
export const huge: Misbehaviour = async ({ request }, work) =>
  rewritten(await work(request), body => ({ ...body, padding: 'x'.repeat(overOneMebibyte) }))

/** A list from a replica that lags behind: tokens younger than that are not in it yet. */
export function staleList(ms: number): Misbehaviour {
  return async ({ request, clock }, work) => {
    const newest = clock().getTime() - ms
    return rewritten(await work(request), body => withoutYounger(body, newest))
  }
}

/** By the fields of all platforms; Nuweb's `token` is a text, elsewhere it is the token without its secret. */
function isSecret(name: string, value: unknown): boolean {
  const fields = ['plainTextToken', 'key', 'client_secret', 'access_token']
  return fields.includes(name) || (name === 'token' && typeof value === 'string')
}

type Body = Record<string, unknown>

async function rewritten(answer: Answer, change: (body: Body) => Body): Promise<Answer> {
  if (!/json/.test(answer.response.headers.get('content-type') ?? '')) return answer
  const body = (await answer.response.json()) as Body
  const headers = new Headers(answer.response.headers)
  headers.delete('content-length')
  const { status } = answer.response
  return { ...answer, response: new Response(JSON.stringify(change(body)), { status, headers }) }
}

/** Wherever a platform lists: `user.tokens`, `data.tokens` or `data` itself. */
function withoutYounger(body: Body, newest: number): Body {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      if (name === 'data' && Array.isArray(value)) return [name, olderOf(value, newest)]
      const holder = value as { tokens?: unknown } | null
      if (typeof holder !== 'object' || !Array.isArray(holder?.tokens)) return [name, value]
      return [name, { ...holder, tokens: olderOf(holder.tokens, newest) }]
    }),
  )
}

function olderOf(tokens: { created_at: string }[], newest: number) {
  return tokens.filter(token => Date.parse(token.created_at) <= newest)
}
