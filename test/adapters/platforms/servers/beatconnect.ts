import { Hono } from 'hono'
import { Secret } from '../../../../src/domain/secret.ts'
import type { Person } from '../../../contracts/platform.ts'
import { lettersAndDigits } from './letters.ts'
import { bearerOf, type PlatformServer, serve } from './serve.ts'

const people = [
  { id: 'acc_1', email: 'one@x.test', password: new Secret('pw one'), name: 'One' },
  { id: 'acc_2', email: 'two@x.test', password: new Secret('pw two'), name: 'Two' },
] as const

interface Key {
  id: string
  owner: string
  text: string
  name: string
  description: string | null
  environment: string
  created_at: string
  last_used_at: string | null
  status: 'active' | 'revoked'
  replaces: string | null
}

const invalid = (field: string, message: string) => ({
  error: { code: 'INVALID', message, fields: { [field]: [message] } },
})
const unauthorized = { error: { code: 'UNAUTHORIZED', message: 'Invalid credentials.' } }

/** BeatConnect's keys, as agreed for the sandbox; a session is an access token made by hand. */
export async function startBeatConnect(): Promise<
  PlatformServer & { session(person: Person): Promise<Secret> }
> {
  const sessions = new Map<string, string>()
  const keys: Key[] = []
  const now = () => `${new Date().toISOString().slice(0, 19)}Z`
  const ownerOf = (header: string | undefined) => sessions.get(bearerOf(header))
  const keyOf = (header: string | undefined) =>
    keys.find(({ text, status }) => text === bearerOf(header) && status === 'active')
  const shown = ({ owner: _, text, replaces: __, ...key }: Key) => ({
    ...key,
    masked: `${text.slice(0, 9)}*************${text.slice(-4)}`,
    replaced_by:
      key.status === 'revoked' ? (keys.find(({ replaces }) => replaces === key.id)?.id ?? null) : null,
  })
  const add = (owner: string, asked: Pick<Key, 'name' | 'description' | 'environment' | 'replaces'>): Key => {
    const kind = asked.environment === 'live' ? 'live' : 'test'
    const text = `bca_${kind}_${lettersAndDigits(32)}`
    const times = { created_at: now(), last_used_at: null }
    const key: Key = { id: String(keys.length + 1), owner, text, status: 'active', ...times, ...asked }
    keys.push(key)
    return key
  }
  const app = new Hono()
  app.get('/v1/me', c => {
    const key = keyOf(c.req.header('Authorization'))
    const owner = key?.owner ?? ownerOf(c.req.header('Authorization'))
    const who = people.find(({ id }) => id === owner)
    if (!who) return c.json(unauthorized, 401)
    if (key) key.last_used_at = now()
    const { id, name, email } = who
    const own = key ? { key: { id: key.id, environment: key.environment } } : {}
    return c.json({ data: { id, name, email, ...own } })
  })
  app.use('/v1/keys/*', async (c, next) => {
    if (ownerOf(c.req.header('Authorization')) === undefined) return c.json(unauthorized, 401)
    return await next()
  })
  app.get('/v1/keys', c => {
    const owner = ownerOf(c.req.header('Authorization'))
    return c.json({ data: keys.filter(key => key.owner === owner).map(shown) })
  })
  app.post('/v1/keys', async c => {
    const { name, description, environment, replaces }: Record<string, unknown> = await c.req.json()
    if (typeof name !== 'string' || name.trim() === '' || [...name].length > 100)
      return c.json(invalid('name', 'The name must have 1 to 100 characters.'), 422)
    if (environment !== 'live' && environment !== 'sandbox')
      return c.json(invalid('environment', 'The environment is live or sandbox.'), 422)
    const beside = typeof description === 'string' ? description : null
    const before = typeof replaces === 'string' ? replaces : null
    const asked = { name: name.trim(), description: beside, environment, replaces: before }
    const key = add(ownerOf(c.req.header('Authorization')) ?? '', asked)
    return c.json({ data: shown(key), key: key.text }, 201)
  })
  app.delete('/v1/keys/:id', c => {
    const owner = ownerOf(c.req.header('Authorization'))
    const key = keys.find(one => one.id === c.req.param('id') && one.owner === owner)
    if (!key) return c.json({ error: { code: 'NOT_FOUND', message: 'No such key.' } }, 404)
    key.status = 'revoked'
    return c.json({ data: shown(key) })
  })
  const idOf = ({ email }: Person) => people.find(one => one.email === email)?.id ?? ''
  return {
    ...(await serve(app, '/v1')),
    people,
    async session(person) {
      const token = `bcat_${lettersAndDigits(40)}`
      sessions.set(token, idOf(person))
      return new Secret(token)
    },
    makeByHand: async (person, name) => {
      const asked = { name, description: null, environment: 'live', replaces: null }
      return new Secret(add(idOf(person), asked).text)
    },
    endByHand: async secret => {
      for (const key of keys) if (key.text === secret.reveal()) key.status = 'revoked'
    },
  }
}
