import { type HttpBindings, serve } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { AwsError, AwsSecrets } from './aws-secrets.ts'
import { type Identity, signatureFault } from './aws-signature.ts'

/** What becomes of one request instead of what it asks for. */
export type AwsFault =
  | { cut: 'before' | 'after' }
  | { status: number; body?: unknown; headers?: Record<string, string> }
  /** Somebody else is quicker. */
  | { first: (secrets: AwsSecrets) => void }

/** Secrets Manager on loopback: what moto cannot do or is too lax about. */
export interface AwsEmulator {
  url: string
  identity: Identity
  secrets: AwsSecrets
  /** The actions that were asked for, in order. */
  actions: string[]
  /** From now on: what becomes of the next requests for an action. */
  faults: { action: string; fault: AwsFault }[]
  stop(): Promise<void>
}

type Bindings = { Bindings: HttpBindings }

/** Starts one; `now` is its clock. */
export async function startAwsEmulator(now: () => Date, given: Partial<Identity> = {}): Promise<AwsEmulator> {
  const identity: Identity = {
    ...{
      accessKeyId: 'AKIAEMULATOR00000001',
      secretAccessKey: 'emulated/secret+key',
      region: 'eu-central-1',
    },
    ...given,
  }
  const emulator = { identity, secrets: new AwsSecrets(), actions: [], faults: [] }
  const app = new Hono<Bindings>()
  app.all('*', async c => answer(c, emulator, now()))
  return await new Promise(resolve => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      resolve({
        ...emulator,
        url: `http://127.0.0.1:${port}`,
        stop: () => new Promise<void>(done => void server.close(() => done())),
      }),
    )
  })
}

type Inside = Pick<AwsEmulator, 'identity' | 'secrets' | 'actions' | 'faults'>

async function answer(c: Context<Bindings>, inside: Inside, now: Date): Promise<Response> {
  const body = await c.req.text()
  const headers = c.req.header()
  const { pathname, search } = new URL(c.req.url)
  const action = /^secretsmanager\.(\w+)$/.exec(headers['x-amz-target'] ?? '')?.[1] ?? ''
  inside.actions.push(action)
  if (c.req.method !== 'POST' || pathname !== '/' || search !== '')
    return refuse('UnknownOperationException', 404)
  if (headers['content-type'] !== 'application/x-amz-json-1.1') return refuse('SerializationException')
  const fault = takeFault(inside, action)
  if (fault && 'cut' in fault && fault.cut === 'before') return cut(c)
  if (fault && 'status' in fault) return scripted(fault)
  const unsigned = signatureFault({ method: 'POST', path: '/', headers, body }, inside.identity, now)
  if (unsigned)
    return refuse(unsigned, 400, `Canonical String: x-amz-security-token:${headers['x-amz-security-token']}`)
  if (fault && 'first' in fault) fault.first(inside.secrets)
  const done = carryOut(inside.secrets, action, body)
  return fault && 'cut' in fault ? cut(c) : done
}

function takeFault({ faults }: Inside, action: string): AwsFault | undefined {
  const at = faults.findIndex(one => one.action === action)
  return at < 0 ? undefined : faults.splice(at, 1)[0]?.fault
}

function carryOut(secrets: AwsSecrets, action: string, body: string): Response {
  try {
    return json(200, secrets.run(action, JSON.parse(body)))
  } catch (error) {
    if (error instanceof AwsError) return refuse(error.type, 400, error.message)
    return refuse('SerializationException')
  }
}

function scripted({
  status,
  body,
  headers,
}: {
  status: number
  body?: unknown
  headers?: Record<string, string>
}) {
  return new Response(typeof body === 'string' ? body : JSON.stringify(body ?? {}), {
    status,
    headers: headers ?? {},
  })
}

function refuse(type: string, status = 400, message = 'no'): Response {
  return json(status, { __type: type, Message: message })
}

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
  })
}

function cut(c: Context<Bindings>): Response {
  c.env.incoming.socket.destroy()
  return new Response(null)
}
