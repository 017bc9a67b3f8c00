import { Hono } from 'hono'
import { readNewKey } from '../../service/new-key.ts'
import { inputOf } from '../beatpass/input.ts'
import { invalid, keyAnswer, refusal } from './answers.ts'
import { needs } from './guard.ts'
import type { BeatconnectEnv, BeatconnectParts } from './parts.ts'

/** `/keys`: list, create, revoke. A revoked key stays listed. */
export function keyRoutes({ keys }: BeatconnectParts): Hono<BeatconnectEnv> {
  const routes = new Hono<BeatconnectEnv>()
  routes.use(needs('keys.manage'))
  routes.get('/', c => c.json({ data: keys.list(c.get('account')).map(keyAnswer) }))
  routes.post('/', async c => {
    const account = c.get('account')
    const read = readNewKey(await inputOf(c), keys.list(account))
    if ('faults' in read) return invalid(c, read.faults)
    const made = keys.create(account, read)
    if (made) return c.json({ data: keyAnswer(made.key), key: made.secret.reveal() }, 201)
    return refusal(c, 422, 'LIMIT_REACHED', `This account cannot have more than ${account.tokenCap} keys.`)
  })
  routes.delete('/:id', c => {
    const key = keys.revoke(c.get('account'), Number(c.req.param('id')))
    return key ? c.json({ data: keyAnswer(key) }) : refusal(c, 404, 'NOT_FOUND', 'There is no such key.')
  })
  return routes
}
