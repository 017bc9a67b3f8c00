import { Hono } from 'hono'
import { Secret } from '../../../../src/domain/secret.ts'
import { lettersAndDigits } from './letters.ts'
import { bearerOf, type PlatformServer, serve } from './serve.ts'

const people = [
  { id: 'u_1', email: 'one@x.test', password: new Secret('pw one'), name: 'One' },
  { id: 'u_2', email: 'two@x.test', password: new Secret('pw two'), name: 'Two' },
] as const

/** Meetzy, as agreed for the sandbox: nothing but `GET /me`. */
export async function startMeetzy(): Promise<PlatformServer> {
  const tokens = new Map<string, string>()
  const app = new Hono()
  app.get('/me', c => {
    const owner = tokens.get(bearerOf(c.req.header('Authorization')))
    const who = people.find(({ id }) => id === owner)
    if (!who) {
      return c.json({ success: false, error: { code: 'UNAUTHORIZED', message: 'Invalid API token.' } }, 401)
    }
    const { id, name, email } = who
    return c.json({ success: true, data: { id, name, email } })
  })
  return {
    ...(await serve(app, '')),
    people,
    makeByHand: async ({ email }) => {
      const token = `mzy_${lettersAndDigits(44)}`
      tokens.set(token, people.find(one => one.email === email)?.id ?? '')
      return new Secret(token)
    },
    endByHand: async secret => void tokens.delete(secret.reveal()),
  }
}
