import { randomBytes } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { type Emulator, type EmulatorEnv, serveFaulty } from './serve-faulty.ts'

export interface VaultSecret {
  value: string
  version: string
  contentType?: string
  tags?: Record<string, string>
  managed?: boolean
  enabled: boolean
}

export interface KeyVaultEmulator extends Emulator {
  /** The versions of each secret, oldest first. */
  secrets: Map<string, VaultSecret[]>
  /** Names that are deleted but kept. */
  deleted: Set<string>
  /** What the caller may do: `get`, `set`. */
  granted: Set<string>
}

interface Application {
  tenant: string
  client: string
  /** One of the two proves it. */
  secret: string
  assertion: string
}

class VaultRefusal extends Error {
  readonly status: number
  readonly body: unknown
  constructor(status: number, code: string, message: string, inner?: string) {
    super(message)
    this.status = status
    this.body = { error: { code, message, ...(inner === undefined ? {} : { innererror: { code: inner } }) } }
  }
}

type Ask = Context<EmulatorEnv>

const fields = ['value', 'contentType', 'tags', 'attributes']

/** The secrets of a Key Vault (2025-07-01) and the sign-in of its tenant, strict, as their documentation has them. */
export async function startKeyVault(token: string, application: Application): Promise<KeyVaultEmulator> {
  const state = {
    secrets: new Map<string, VaultSecret[]>(),
    deleted: new Set<string>(),
    granted: new Set(['get', 'set']),
  }
  const app = new Hono<EmulatorEnv>()
  app.onError((error, context) => {
    if (!(error instanceof VaultRefusal)) throw error
    return context.json(error.body as object, error.status as 400)
  })
  app.post('/:tenant/oauth2/v2.0/token', async context => {
    const form = Object.fromEntries(new URLSearchParams(await context.req.text()))
    const fits = fitsApplication(form, application) && context.req.param('tenant') === application.tenant
    if (fits) return context.json({ token_type: 'Bearer', expires_in: 3599, access_token: token })
    const words =
      'AADSTS7000215: Invalid client secret provided.\r\nTrace ID: 1\r\nTimestamp: 2026-03-01 12:00:00Z'
    return context.json({ error: 'invalid_client', error_description: words, error_codes: [7000215] }, 401)
  })
  app.use('/:kind{secrets|deletedsecrets}/:name', async (context, next) => {
    if (context.req.header('authorization') !== `Bearer ${token}`) {
      throw new VaultRefusal(401, 'Unauthorized', 'AKV10000: Request is missing a Bearer or PoP token.')
    }
    if (context.req.query('api-version') !== '2025-07-01') {
      throw new VaultRefusal(400, 'BadParameter', 'The specified version is not recognized.')
    }
    const verb = context.req.method === 'PUT' ? 'set' : 'get'
    if (!state.granted.has(verb)) {
      const words = `Caller is not authorized to perform action on resource.\r\nAction: 'secrets/${verb}'`
      throw new VaultRefusal(403, 'Forbidden', words, 'ForbiddenByRbac')
    }
    await next()
  })
  app.get('/secrets/:name', context => {
    const name = context.req.param('name')
    const secret = state.deleted.has(name) ? undefined : state.secrets.get(name)?.at(-1)
    if (!secret) throw absent(`A secret with (name/id) ${name} was not found in this key vault.`)
    if (!secret.enabled) {
      const words = 'Operation get is not allowed on a disabled secret.'
      throw new VaultRefusal(403, 'Forbidden', words, 'SecretDisabled')
    }
    return context.json(bundle(name, secret))
  })
  app.get('/deletedsecrets/:name', context => {
    const name = context.req.param('name')
    if (!state.deleted.has(name)) throw absent(`Deleted Secret not found: ${name}`)
    return context.json({ recoveryId: `https://acme-vault.vault.azure.net/deletedsecrets/${name}` })
  })
  app.put('/secrets/:name', async context => {
    const name = context.req.param('name')
    if (state.deleted.has(name)) {
      const words = `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused`
      throw new VaultRefusal(409, 'Conflict', words, 'ObjectIsDeletedButRecoverable')
    }
    const made = await secretIn(context)
    state.secrets.set(name, [...(state.secrets.get(name) ?? []), made])
    return context.json(bundle(name, made))
  })
  return Object.assign(await serveFaulty(app), state)
}

function absent(words: string): VaultRefusal {
  return new VaultRefusal(404, 'SecretNotFound', words)
}

function fitsApplication(form: Record<string, string>, { client, secret, assertion }: Application): boolean {
  const proof =
    form.client_secret === secret ||
    (form.client_assertion === assertion &&
      form.client_assertion_type === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
  const scoped = form.scope === 'https://vault.azure.net/.default'
  return proof && scoped && form.client_id === client && form.grant_type === 'client_credentials'
}

async function secretIn(context: Ask): Promise<VaultSecret> {
  const type = (context.req.header('content-type') ?? '').split(';')[0]
  const body = type === 'application/json' ? await context.req.json() : {}
  const unknown = Object.keys(body).filter(name => !fields.includes(name))
  if (typeof body.value !== 'string' || unknown.length > 0 || Object.keys(body.tags ?? {}).length > 15) {
    throw new VaultRefusal(400, 'BadParameter', `Property value or ${unknown.join()} is invalid`)
  }
  if (body.value.length > 25_600) throw new VaultRefusal(400, 'BadParameter', 'The secret is too long')
  const version = randomBytes(16).toString('hex')
  const { value, contentType, tags, attributes = {} } = body
  return { value, version, contentType, tags, enabled: attributes.enabled !== false }
}

function bundle(name: string, { version, enabled, ...told }: VaultSecret) {
  const id = `https://acme-vault.vault.azure.net/secrets/${name}/${version}`
  const attributes = { enabled, created: 1_772_366_400, updated: 1_772_366_400, recoveryLevel: 'Recoverable' }
  return { ...told, id, attributes }
}
