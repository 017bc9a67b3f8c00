import type { Handler } from 'hono'
import type { Services } from '../../service/services.ts'
import { createdToken } from './answers.ts'
import type { ApiEnv } from './api-env.ts'
import { inputOf, invalid, requiredText } from './input.ts'

/** `POST /access-tokens` `{tokenName}`: the one answer that ever holds the secret. Other fields are ignored. */
export function createToken({ tokens }: Services): Handler<ApiEnv> {
  return async c => {
    const tokenName = requiredText(await inputOf(c), 'tokenName', { min: 3, max: 100 })
    if (typeof tokenName !== 'string') return invalid(c, { tokenName: [tokenName.error] })
    const minted = tokens.create(c.get('account'), tokenName)
    if (!minted)
      return c.json({ message: `You can not have more than ${c.get('account').tokenCap} tokens.` }, 422)
    return c.json({
      status: 'success',
      token: createdToken(minted.token),
      plainTextToken: minted.secret.reveal(),
    })
  }
}

/** `DELETE /access-tokens/{id}`: says success whether or not the token existed or was the caller's. */
export function deleteToken({ tokens }: Services): Handler<ApiEnv> {
  return c => {
    tokens.revoke(c.get('account'), Number(c.req.param('id')))
    return c.json({ status: 'success' })
  }
}
