import { expect } from 'vitest'
import type { RunningSandbox } from '../../src/sandbox/start-sandbox.ts'

/** Somebody at the pages, with cookies and without a browser. */
export interface Person {
  get(url: string): Promise<Response>
  /** Sends the first form of a page, or what it gives instead; redirects are not followed. */
  submit(url: string, form: Record<string, string>, csrf?: string): Promise<Response>
}

/** A person who has not signed in. */
export function person(sandbox: RunningSandbox): Person {
  let cookie = ''
  const call = async (url: string, init: RequestInit = {}) => {
    const headers = { ...init.headers, cookie }
    const got = await fetch(new URL(url, sandbox.webUrl), { ...init, headers, redirect: 'manual' })
    cookie = got.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
    return got
  }
  return {
    get: call,
    async submit(url, form, csrf) {
      const page = csrf === undefined ? await (await call(url)).text() : ''
      const shown = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
      const body = new URLSearchParams({ ...form, csrf: csrf ?? shown })
      return call(url, { method: 'POST', body })
    },
  }
}

/** A person who is signed in with the default account, or another. */
export async function signedIn(
  sandbox: RunningSandbox,
  { email, password }: { email: string; password: string } = sandbox,
): Promise<Person> {
  const someone = person(sandbox)
  const page = await (await someone.get('/')).text()
  const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
  const got = await someone.submit('/sign-in', { email, password }, csrf)
  expect(got.status).toBe(303)
  return someone
}
