import type { Delivery, Misbehaviour } from './misbehaviour.ts'

/** The work is done and committed; the answer is lost on its way, in that manner. */
export function lost(delivery: Delivery): Misbehaviour {
  return async ({ request }, work) => ({ ...(await work(request)), delivery })
}

/** The connection is reset before anything is done. */
export const reset: Misbehaviour = async ({ clock }) => ({
  response: new Response(null, { status: 500 }),
  delivery: 'reset',
  date: clock(),
})

/** Waits, then does the work: a request whose sender gave up still arrives. */
export function delay(ms: number): Misbehaviour {
  return async ({ request, stopping }, work) => {
    await new Promise<void>(resolve => {
      const over = () => {
        clearTimeout(timer)
        stopping.removeEventListener('abort', over)
        resolve()
      }
      const timer = setTimeout(over, ms)
      stopping.addEventListener('abort', over)
    })
    if (stopping.aborted)
      return { response: new Response(null, { status: 503 }), delivery: 'drop', date: null }
    return work(request)
  }
}

/** The answer has no `Date` header. */
export const noDate: Misbehaviour = async ({ request }, work) => ({ ...(await work(request)), date: null })

/** The platform's clock is off by so much, as far as its `Date` header tells. */
export function shiftedDate(ms: number): Misbehaviour {
  return async ({ request, clock }, work) => ({
    ...(await work(request)),
    date: new Date(clock().getTime() + ms),
  })
}
