import { type Context, Hono } from 'hono'
import { crc32c } from './crc32c.ts'
import { type Emulator, type EmulatorEnv, serveFaulty } from './serve-faulty.ts'

export interface Version {
  state: 'ENABLED' | 'DISABLED' | 'DESTROYED'
  data: Buffer
}

export interface SecretManagerEmulator extends Emulator {
  /** The versions of each secret, `PROJECT/SECRET`, oldest first; a secret without any is an empty list. */
  secrets: Map<string, Version[]>
  /** What the caller may do; taking one away refuses it. */
  granted: Set<string>
}

type Ask = Context<EmulatorEnv>

const number = '123456789012'

/** An answer in Google's form of an error. */
export class GoogleError extends Error {
  readonly code: number
  readonly status: string
  constructor(code: number, status: string, message: string) {
    super(message)
    this.code = code
    this.status = status
  }
}

/**
 * The part of Secret Manager v1 that has to do with versions, strict. `tokens` are the bearer tokens that are taken; `more`
 * are other services of Google on the same address.
 */
export async function startSecretManager(
  tokens: readonly string[],
  more?: (app: Hono<EmulatorEnv>) => void,
): Promise<SecretManagerEmulator> {
  const secrets: SecretManagerEmulator['secrets'] = new Map()
  const versions = ['add', 'access', 'get'].map(verb => `secretmanager.versions.${verb}`)
  const granted = new Set([...versions, 'secretmanager.secrets.get'])
  const app = new Hono<EmulatorEnv>()
  app.onError((error, context) => {
    if (!(error instanceof GoogleError)) throw error
    const { code, message, status } = error
    return context.json({ error: { code, message, status } }, code as 400)
  })
  app.notFound(context => context.html('<title>Error 404 (Not Found)!!1</title>', 404))
  more?.(app)
  app.use('/v1/projects/*', async (context, next) => {
    const bearer = /^Bearer (\S+)$/.exec(context.req.header('authorization') ?? '')?.[1]
    if (bearer === undefined || !tokens.includes(bearer)) {
      const words = 'Request had invalid authentication credentials.'
      throw new GoogleError(401, 'UNAUTHENTICATED', words)
    }
    await next()
  })
  const state = { secrets, granted }
  app.get('/v1/projects/:project/secrets/:secret/versions/:version', context => {
    const asked = context.req.param('version')
    if (asked === 'latest:access') return access(context, state)
    if (asked !== 'latest') throw new GoogleError(400, 'INVALID_ARGUMENT', `no such version here: ${asked}`)
    demand(context, granted, 'secretmanager.versions.get')
    const [index, version] = latest(context, secrets)
    return context.json({ name: nameOf(context, index), state: version.state, etag: '"1"' })
  })
  app.get('/v1/projects/:project/secrets/:secret', context => {
    demand(context, granted, 'secretmanager.secrets.get')
    found(context, secrets)
    return context.json({ name: `projects/${number}/secrets/${context.req.param('secret')}` })
  })
  app.post('/v1/projects/:project/secrets/:secret', context => post(context, state))
  return Object.assign(await serveFaulty(app), state)
}

type State = Pick<SecretManagerEmulator, 'secrets' | 'granted'>

/** `SECRET:addVersion` and `SECRET:testIamPermissions`. */
async function post(context: Ask, { secrets, granted }: State) {
  const [, verb] = partsOf(context)
  const body: Record<string, unknown> = await json(context)
  if (verb === 'testIamPermissions') {
    const asked = body.permissions
    if (!Array.isArray(asked)) throw new GoogleError(400, 'INVALID_ARGUMENT', 'permissions are missing')
    const held = secrets.has(keyOf(context)) ? asked.filter(one => granted.has(one)) : []
    return context.json(held.length > 0 ? { permissions: held } : {})
  }
  if (verb !== 'addVersion') return context.notFound()
  demand(context, granted, 'secretmanager.versions.add')
  const { data, dataCrc32c, ...others } = (body.payload ?? {}) as Record<string, unknown>
  const bytes = Buffer.from(String(data), 'base64')
  const isBase64 = typeof data === 'string' && bytes.toString('base64') === data
  if (!isBase64 || Object.keys(others).length > 0) throw new GoogleError(400, 'INVALID_ARGUMENT', 'payload')
  if (bytes.length > 65_536) throw new GoogleError(400, 'INVALID_ARGUMENT', 'The payload exceeds 64 KiB.')
  if (dataCrc32c !== undefined && String(dataCrc32c) !== String(crc32c(bytes))) {
    throw new GoogleError(400, 'INVALID_ARGUMENT', 'The provided checksum does not match the data.')
  }
  const versions = found(context, secrets)
  versions.push({ state: 'ENABLED', data: bytes })
  const clientSpecifiedPayloadChecksum = dataCrc32c !== undefined
  return context.json({
    name: nameOf(context, versions.length),
    state: 'ENABLED',
    clientSpecifiedPayloadChecksum,
  })
}

function access(context: Ask, { secrets, granted }: State) {
  demand(context, granted, 'secretmanager.versions.access')
  const [index, { state, data }] = latest(context, secrets)
  const name = nameOf(context, index)
  if (state !== 'ENABLED') {
    throw new GoogleError(400, 'FAILED_PRECONDITION', `Secret Version [${name}] is in ${state} state.`)
  }
  return context.json({ name, payload: { data: data.toString('base64'), dataCrc32c: String(crc32c(data)) } })
}

function latest(context: Ask, secrets: State['secrets']): [index: number, version: Version] {
  const versions = found(context, secrets)
  const version = versions.at(-1)
  if (version) return [versions.length, version]
  throw notFound(context)
}

function found(context: Ask, secrets: State['secrets']): Version[] {
  const versions = secrets.get(keyOf(context))
  if (versions) return versions
  throw notFound(context)
}

function notFound(context: Ask): GoogleError {
  const [secret] = partsOf(context)
  const name = `projects/${number}/secrets/${secret}`
  return new GoogleError(404, 'NOT_FOUND', `Secret [${name}] not found or has no versions.`)
}

function demand(context: Ask, granted: ReadonlySet<string>, permission: string): void {
  if (granted.has(permission)) return
  const words = `Permission '${permission}' denied for resource '${context.req.path}' (or it may not exist).`
  throw new GoogleError(403, 'PERMISSION_DENIED', words)
}

function partsOf(context: Ask): [secret: string, verb: string] {
  const [secret = '', verb = ''] = (context.req.param('secret') ?? '').split(':')
  return [secret, verb]
}

const keyOf = (context: Ask) => `${context.req.param('project')}/${partsOf(context)[0]}`

const nameOf = (context: Ask, index: number) =>
  `projects/${number}/secrets/${partsOf(context)[0]}/versions/${index}`

async function json(context: Ask): Promise<Record<string, unknown>> {
  const type = (context.req.header('content-type') ?? '').split(';')[0]
  const body: unknown =
    type === 'application/json' ? await context.req.json().catch(() => undefined) : undefined
  if (typeof body === 'object' && body !== null) return { ...body }
  throw new GoogleError(400, 'INVALID_ARGUMENT', 'Invalid JSON payload received.')
}
