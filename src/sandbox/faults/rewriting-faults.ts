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
  rewritten(await work(request), ({ plainTextToken: _, ...body }) => body)

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

type Body = Record<string, unknown>

async function rewritten(answer: Answer, change: (body: Body) => Body): Promise<Answer> {
  if (!/json/.test(answer.response.headers.get('content-type') ?? '')) return answer
  const body = (await answer.response.json()) as Body
  const headers = new Headers(answer.response.headers)
  headers.delete('content-length')
  const { status } = answer.response
  return { ...answer, response: new Response(JSON.stringify(change(body)), { status, headers }) }
}

function withoutYounger(body: Body, newest: number): Body {
  const user = body.user as { tokens?: { created_at: string }[] } | undefined
  if (!user?.tokens) return body
  const tokens = user.tokens.filter(token => Date.parse(token.created_at) <= newest)
  return { ...body, user: { ...user, tokens } }
}
