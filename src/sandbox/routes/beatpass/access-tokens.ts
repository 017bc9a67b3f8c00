import type { Handler } from 'hono'
import type { Services } from '../../service/services.ts'
import { createdToken, successful } from './answers.ts'
import type { ApiEnv } from './api-env.ts'
import type { Generation } from './generation.ts'
import { inputOf, invalid, requiredText } from './input.ts'
import { strictInput } from './strict-input.ts'
import { throttled } from './throttle.ts'

/**
 * `POST /access-tokens` `{tokenName}`: the one answer that ever holds the secret. Other fields are ignored, but by the
 * stricter fork.
 */
export function createToken(services: Services, generation: Generation): Handler<ApiEnv> {
  const { strict } = generation
  const creates = services.newLimit(strict?.createsPerMinute ?? Number.MAX_SAFE_INTEGER)
  return async c => {
    const account = c.get('account')
    const refusal = strict && throttled(c, creates(`account ${account.id}`), services.clock())
    if (refusal) return refusal
    const input = await inputOf(c)
    const tokenName = requiredText(input, 'tokenName', { min: 3, max: 100 })
    const extras = strict ? strictInput(input, strict, services.clock()) : { expiresAt: null }
    if (typeof tokenName !== 'string' || 'errors' in extras) {
      const nameErrors = typeof tokenName === 'string' ? {} : { tokenName: [tokenName.error] }
      return invalid(c, { ...nameErrors, ...('errors' in extras ? extras.errors : {}) })
    }
    const tokenCap = account.tokenCap ?? strict?.mostTokens ?? null
    const minted = services.tokens.create({ ...account, tokenCap }, tokenName, extras)
    if (!minted) return c.json({ message: `You can not have more than ${tokenCap} tokens.` }, 422)
    const token = createdToken(minted.token)
    return c.json(successful(generation, { token, plainTextToken: minted.secret.reveal() }))
  }
}

/** `DELETE /access-tokens/{id}`: says success whether or not the token existed or was the caller's. */
export function deleteToken({ tokens }: Services, generation: Generation): Handler<ApiEnv> {
  return c => {
    tokens.revoke(c.get('account'), Number(c.req.param('id')))
    return generation.deleted === 204 ? c.body(null, 204) : c.json(successful(generation, {}))
  }
}
