import type { Handler } from 'hono'
import type { Services } from '../../service/services.ts'
import { listedToken, ownAccount } from './answers.ts'
import type { ApiEnv } from './api-env.ts'

/** `GET /users/me`: the account, with `?with=tokens` also its tokens, in no order, expired ones too. */
export function showMe({ tokens }: Services): Handler<ApiEnv> {
  return c => {
    const account = c.get('account')
    const withTokens = (c.req.query('with') ?? '').split(',').includes('tokens')
    const listed = withTokens ? { tokens: tokens.list(account).map(listedToken) } : {}
    return c.json({ status: 'success', user: { ...ownAccount(account), ...listed } })
  }
}
