import type { TLSSocket } from 'node:tls'
import { type Context, Hono } from 'hono'
import type { Certificates } from '../fakes/certificates.ts'
import { KubeSecrets, Refused } from './kubernetes-secrets.ts'
import { type Emulator, type EmulatorEnv, serveFaulty } from './serve-faulty.ts'

export interface KubernetesRules {
  /** What nobody may do, from now on: `patch`, `create`, `get`. */
  forbidden: Set<string>
  /** An admission hook that cannot try is in the way. */
  noDryRun: boolean
}

export interface Kubernetes extends Emulator {
  secrets: KubeSecrets
  rules: KubernetesRules
}

export interface KubernetesOptions {
  /** With TLS; who shows a certificate of that authority is its CN. Without: plain http. */
  certificates?: Certificates
  /** The bearer tokens that are taken, and whose they are. */
  tokens: Record<string, string>
  /** Users who may do nothing. */
  strangers?: readonly string[]
}

type Ask = Context<EmulatorEnv>

/** The part of the Kubernetes API that has to do with secrets, strict: what the API server refuses is refused. */
export async function startKubernetes({
  certificates,
  tokens,
  strangers = [],
}: KubernetesOptions): Promise<Kubernetes> {
  const secrets = new KubeSecrets()
  const rules: KubernetesRules = { forbidden: new Set<string>(), noDryRun: false }
  const app = new Hono<EmulatorEnv>()
  app.onError((error, context) => {
    if (!(error instanceof Refused)) throw error
    return context.json(error.status, error.code as 400)
  })
  app.notFound(context => context.text('404 page not found\n', 404))
  app.use('*', async (context, next) => {
    userOf(context, tokens)
    await next()
  })
  discovery(app)
  const may = (context: Ask, verb: string, name = '') => {
    const user = userOf(context, tokens)
    if (!rules.forbidden.has(verb) && !strangers.includes(user)) return
    const { namespace } = context.req.param() as { namespace: string }
    const who = `User "${user}" cannot ${verb} resource "secrets" in API group ""`
    const named = name ? `secrets "${name}"` : 'secrets'
    const details = { ...(name ? { name } : {}), kind: 'secrets' }
    throw new Refused(
      403,
      'Forbidden',
      `${named} is forbidden: ${who} in the namespace "${namespace}"`,
      details,
    )
  }
  const folder = '/api/v1/namespaces/:namespace/secrets'
  app.get(folder, context => {
    may(context, 'list')
    const items = secrets.all(context.req.param('namespace'))
    return context.json({ kind: 'SecretList', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items })
  })
  app.get(`${folder}/:name`, context => {
    const { namespace, name } = context.req.param()
    may(context, 'get', name)
    return context.json(secrets.get(namespace, name))
  })
  app.post(folder, async context => {
    may(context, 'create')
    const body = await bodyOf(context, ['application/json'])
    return context.json(secrets.create(context.req.param('namespace'), body, isDry(context, rules)), 201)
  })
  app.patch(`${folder}/:name`, async context => {
    const { namespace, name } = context.req.param()
    may(context, 'patch', name)
    const body = await bodyOf(context, ['application/merge-patch+json'])
    return context.json(secrets.patch(namespace, name, body, isDry(context, rules)))
  })
  app.post('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', async context => {
    const body = await bodyOf(context, ['application/json'])
    const spec = body.spec as { resourceAttributes?: { verb?: string; resource?: string } } | undefined
    const { verb = '', resource } = spec?.resourceAttributes ?? {}
    const known = !strangers.includes(userOf(context, tokens))
    const allowed = known && resource === 'secrets' && !rules.forbidden.has(verb)
    return context.json({ ...body, metadata: { creationTimestamp: null }, status: { allowed } }, 201)
  })
  const tls = certificates && {
    key: certificates.key,
    cert: certificates.cert,
    ca: certificates.ca,
    requestCert: true,
    rejectUnauthorized: false,
  }
  return { ...(await serveFaulty(app, tls)), secrets, rules }
}

/** Who asks: by certificate or by bearer token; nobody else is let in. */
function userOf(context: Ask, tokens: Record<string, string>): string {
  const socket = context.env.incoming.socket as TLSSocket
  const known = socket.authorized === true && String(socket.getPeerCertificate().subject?.CN ?? '')
  const bearer = /^Bearer (\S+)$/.exec(context.req.header('authorization') ?? '')?.[1]
  const user = bearer === undefined ? known : tokens[bearer]
  if (user) return user
  throw new Refused(401, 'Unauthorized', 'Unauthorized')
}

async function bodyOf(context: Ask, types: readonly string[]): Promise<Record<string, unknown>> {
  const type = (context.req.header('content-type') ?? '').split(';')[0] ?? ''
  if (!types.includes(type)) {
    const message = `the body of the request was in an unknown format - accepted media types include: ${types.join(', ')}`
    throw new Refused(415, 'UnsupportedMediaType', message)
  }
  const body: unknown = await context.req.json().catch(() => undefined)
  if (typeof body === 'object' && body !== null) return { ...body }
  throw new Refused(400, 'BadRequest', 'the object provided is unrecognized')
}

function isDry(context: Ask, { noDryRun }: KubernetesRules): boolean {
  const asked = context.req.query('dryRun')
  if (asked === undefined) return false
  if (asked !== 'All') throw new Refused(422, 'Invalid', `dryRun: Unsupported value: "${asked}"`)
  if (noDryRun) throw new Refused(400, 'BadRequest', 'admission webhook "x" does not support dry run')
  return true
}

/** What kubectl asks first, to know which resources there are. */
function discovery(app: Hono<EmulatorEnv>): void {
  const resource = { singularName: '', namespaced: true, verbs: ['create', 'get', 'list', 'patch'] }
  const core = { kind: 'APIResourceList', groupVersion: 'v1' }
  const secret = { ...resource, name: 'secrets', kind: 'Secret' }
  const auth = { groupVersion: 'authorization.k8s.io/v1', version: 'v1' }
  const review = { name: 'selfsubjectaccessreviews', kind: 'SelfSubjectAccessReview', namespaced: false }
  app.get('/api', context => context.json({ kind: 'APIVersions', versions: ['v1'] }))
  app.get('/api/v1', context => context.json({ ...core, resources: [secret] }))
  app.get('/apis', context => {
    const group = { name: 'authorization.k8s.io', versions: [auth], preferredVersion: auth }
    return context.json({ kind: 'APIGroupList', apiVersion: 'v1', groups: [group] })
  })
  app.get('/apis/authorization.k8s.io/v1', context =>
    context.json({
      kind: 'APIResourceList',
      groupVersion: auth.groupVersion,
      resources: [{ ...resource, ...review, verbs: ['create'] }],
    }),
  )
}
