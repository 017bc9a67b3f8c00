import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { expect, onTestFinished } from 'vitest'
import { type RunningSandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/start-sandbox.ts'

export interface Got {
  status: number
  headers: IncomingHttpHeaders
  text: string
  /** The parsed body; undefined where it is no JSON. */
  json: unknown
}

export interface Sent {
  token?: string
  body?: unknown
  headers?: Record<string, string>
}

/** Sends one request with node:http, on a connection of its own, and rejects when the answer does not come whole. */
export function send(method: string, url: string, sent: Sent = {}): Promise<Got> {
  const body = sent.body === undefined ? undefined : JSON.stringify(sent.body)
  const headers: Record<string, string> = { accept: 'application/json', ...sent.headers }
  if (sent.token !== undefined) headers.authorization = `Bearer ${sent.token}`
  if (body !== undefined) headers['content-type'] = 'application/json'
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, agent: new Agent() }, incoming => {
      const chunks: Buffer[] = []
      incoming.on('data', chunk => chunks.push(chunk))
      incoming.on('error', reject)
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, json: parsed(text) })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A sandbox that stops when the test ends. */
export async function sandboxFor(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const sandbox = await startSandbox(options)
  onTestFinished(() => sandbox.stop())
  return sandbox
}

/** Signs in and gives the session's secret. */
export async function signIn(
  sandbox: RunningSandbox,
  { email, password } = sandbox as { email: string; password: string },
  tokenName = 'session',
): Promise<string> {
  const body = { email, password, token_name: tokenName }
  const got = await send('POST', `${sandbox.apiUrl}/auth/login`, { body })
  expect(got.status).toBe(200)
  return (got.json as { user: { access_token: string } }).user.access_token
}

export interface ListedToken {
  id: number
  name: string
  last_used_at: string | null
  created_at: string
  expires_at: null
}

/** The tokens that the platform lists, the newest id last. */
export async function listTokens(sandbox: RunningSandbox, token: string): Promise<ListedToken[]> {
  const got = await send('GET', `${sandbox.apiUrl}/users/me?with=tokens`, { token })
  expect(got.status).toBe(200)
  const { tokens } = (got.json as { user: { tokens: ListedToken[] } }).user
  return tokens.toSorted((a, b) => a.id - b.id)
}

/** Creates a token and gives its id and secret. */
export async function createToken(sandbox: RunningSandbox, token: string, tokenName: string) {
  const got = await send('POST', `${sandbox.apiUrl}/access-tokens`, { token, body: { tokenName } })
  expect(got.status).toBe(200)
  const { plainTextToken } = got.json as { plainTextToken: string }
  return { id: Number(plainTextToken.split('|')[0]), secret: plainTextToken }
}

/** A clock that stands still until it is moved. */
export function movableClock(start = '2026-03-01T12:00:00.500Z') {
  let now = new Date(start)
  const move = (ms: number) => {
    now = new Date(now.getTime() + ms)
  }
  return { clock: () => now, move }
}

export const day = 86_400_000
