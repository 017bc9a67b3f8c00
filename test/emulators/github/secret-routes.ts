import type { HttpBindings } from '@hono/node-server'
import type { Hono } from 'hono'
import type { GithubContext, GithubEmulator } from '../github.ts'
import { fieldsOf, type GithubPlace, type KeptSecret, Refused, textOf } from './place.ts'

export type GithubApp = Hono<{ Bindings: HttpBindings; Variables: { place: GithubPlace; body: unknown } }>

const keyId = '568250167242549743'
const mostBytes = 48 * 1024

/** https://docs.github.com/rest/actions/secrets */
export function secretRoutes(app: GithubApp, base: string, github: GithubEmulator): void {
  const ofOrganisation = base.startsWith('/orgs/')

  app.get(`${base}/secrets/public-key`, c => {
    const scopes = github.grants.get(c.req.header('authorization')?.replace(/^\S+ /, '') ?? '')?.scopes
    if (scopes !== undefined) c.header('x-oauth-scopes', scopes)
    return c.json({ key_id: keyId, key: github.boxes.publicKey })
  })

  app.get(`${base}/secrets`, c => {
    const secrets = [...c.get('place').secrets].map(([name, secret]) => shown(name, secret))
    return c.json({ total_count: secrets.length, secrets })
  })

  app.get(`${base}/secrets/:name`, c => c.json(shown(nameIn(c), found(c))))

  app.get(`${base}/secrets/:name/repositories`, c => {
    const { selected = [] } = found(c)
    const [size, page] = [Number(c.req.query('per_page') ?? 30), Number(c.req.query('page') ?? 1)]
    const ids = selected.slice(size * (page - 1), size * page)
    return c.json({ total_count: selected.length, repositories: ids.map(id => ({ id, name: `r${id}` })) })
  })

  app.put(`${base}/secrets/:name`, async c => {
    const name = nameIn(c)
    const optional = ofOrganisation ? ['visibility', 'selected_repository_ids'] : []
    const body = fieldsOf(c.get('body'), ['encrypted_value', 'key_id'], optional)
    if (body.key_id !== keyId) throw new Refused(422, 'Key ID does not match')
    const value = await github.boxes.open(textOf(body.encrypted_value))
    if (value === undefined) throw new Refused(422, 'Could not decrypt secret')
    if (Buffer.byteLength(value) > mostBytes) throw new Refused(422, 'Secret is too large')
    const isNew = !c.get('place').secrets.has(name)
    const reach = ofOrganisation ? reachIn(body) : {}
    c.get('place').secrets.set(name, { value, updatedAt: github.now(), ...reach })
    return isNew ? c.json({}, 201) : c.body(null, 204)
  })
}

/** An organisation's secret: visibility is a must, a list goes with `selected` alone. */
function reachIn({ visibility, selected_repository_ids: ids }: Record<string, unknown>) {
  if (visibility !== 'all' && visibility !== 'private' && visibility !== 'selected') {
    throw new Refused(422, 'Invalid request: visibility')
  }
  if (visibility !== 'selected') {
    if (ids !== undefined) throw new Refused(422, 'selected_repository_ids without visibility selected')
    return { visibility }
  }
  const valid = Array.isArray(ids) && ids.every(id => typeof id === 'number')
  if (!valid) throw new Refused(422, 'Invalid request: selected_repository_ids')
  return { visibility, selected: [...ids] }
}

/** The name in the path, which GitHub does not tell apart by case. */
export function nameIn(c: GithubContext): string {
  const name = (c.req.param('name') ?? '').toUpperCase()
  const valid = /^[A-Z_][A-Z0-9_]*$/.test(name) && !name.startsWith('GITHUB_')
  if (!valid) throw new Refused(422, 'Secret names can only contain alphanumeric characters and underscores')
  return name
}

function found(c: GithubContext): KeptSecret {
  const secret = c.get('place').secrets.get(nameIn(c))
  if (!secret) throw new Refused(404, 'Not Found')
  return secret
}

function shown(name: string, { updatedAt, visibility }: KeptSecret) {
  return { name, created_at: updatedAt, updated_at: updatedAt, ...(visibility && { visibility }) }
}
