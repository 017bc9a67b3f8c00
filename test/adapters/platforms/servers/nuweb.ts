import { Hono } from 'hono'
import { Secret } from '../../../../src/domain/secret.ts'
import { lettersAndDigits } from './letters.ts'
import { bearerOf, type PlatformServer, serve } from './serve.ts'

const people = [
  { id: 7, email: 'one@x.test', password: new Secret('pw one'), name: 'One' },
  { id: 8, email: 'two@x.test', password: new Secret('pw two'), name: 'Two' },
] as const
const unauthenticated = { message: 'Unauthenticated.' }

/** Nuweb with company 1001 and reseller 7, as agreed for the sandbox. */
export async function startNuweb(): Promise<PlatformServer> {
  const tokens = new Map<string, { userId: number; name: string; tenant: string }>()
  let last = 0
  const mint = (userId: number, name: string, tenant: string) => {
    const token = `${++last}|${lettersAndDigits(40)}`
    tokens.set(token, { userId, name, tenant })
    return token
  }
  const app = new Hono()
  const tenantOf = (header: (name: string) => string | undefined) => {
    const company = header('X-NU-COMPANY-ID')
    const reseller = header('X-NU-RESELLER-ID')
    if (company === '1001' || company === '1002') return `company ${company}`
    return reseller === '7' ? 'reseller 7' : undefined
  }
  app.post('/v1/login', async c => {
    const tenant = tenantOf(name => c.req.header(name))
    if (!tenant) return c.json({ message: 'Which company?' }, 400)
    const body: Record<string, unknown> = await c.req.json()
    const who = people.find(({ email }) => email === body.email)
    if (!who || who.password.reveal() !== body.password) {
      const message = 'These credentials do not match our records.'
      return c.json({ message, errors: { email: [message] } }, 422)
    }
    const { device_name: name } = body
    if (typeof name !== 'string' || name === '' || name.length > 255) {
      const message = 'The device name field is required.'
      return c.json({ message, errors: { device_name: [message] } }, 422)
    }
    return c.json({ token: mint(who.id, name, tenant) })
  })
  app.get('/v1/user', c => {
    const token = tokens.get(bearerOf(c.req.header('Authorization')))
    const who = people.find(({ id }) => id === token?.userId)
    if (!token || !who || token.tenant !== tenantOf(name => c.req.header(name)))
      return c.json(unauthenticated, 401)
    const { id, name, email } = who
    return c.json({ id, name, email, permissions: ['events.read'], visibility_groups: ['all'] })
  })
  return {
    ...(await serve(app, '/v1')),
    people,
    makeByHand: async ({ email }, name) =>
      new Secret(mint(people.find(one => one.email === email)?.id ?? 0, name, 'company 1001')),
    endByHand: async secret => void tokens.delete(secret.reveal()),
  }
}
