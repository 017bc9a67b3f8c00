import type { Handler } from 'hono'
import type { Services } from '../../service/services.ts'
import { briefToken, listedToken, ownAccount, successful } from './answers.ts'
import type { ApiEnv } from './api-env.ts'
import type { Generation } from './generation.ts'

/** `GET /users/me`: the account, with `?with=tokens` also its tokens, in no order, expired ones too. */
export function showMe({ tokens }: Services, generation: Generation): Handler<ApiEnv> {
  return c => {
    const account = c.get('account')
    const asked = (c.req.query('with') ?? '').split(',').includes('tokens')
    const listed = asked && generation.listsInMe ? { tokens: tokens.list(account).map(listedToken) } : {}
    return c.json(successful(generation, { user: { ...ownAccount(generation, account), ...listed } }))
  }
}

/** `GET /account-settings`: where the generations B and C list tokens. */
export function showSettings({ tokens }: Services): Handler<ApiEnv> {
  return c => c.json({ data: { tokens: tokens.list(c.get('account')).map(briefToken) } })
}
