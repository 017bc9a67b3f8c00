import type { Context, Handler } from 'hono'
import type { Services } from '../../service/services.ts'
import type { SignInOutcome } from '../../service/sign-in.ts'
import { type FieldErrors, inputOf, invalid, requiredText } from '../beatpass/input.ts'
import { throttled } from '../beatpass/throttle.ts'
import type { NuwebEnv } from './tenancy.ts'

/** `POST /login` `{email, password, device_name}` gives `{token}`; older tokens, also of that name, are left alone. */
export function login(services: Services): Handler<NuwebEnv> {
  return async c => {
    const input = await inputOf(c)
    const key = typeof input.email === 'string' ? input.email.trim().toLowerCase() : ''
    const refusal = throttled(c, services.limits.signIn(`${key}|${c.env.ip}`), services.clock())
    if (refusal) return refusal
    const email = requiredText(input, 'email', { email: true })
    const password = requiredText(input, 'password', { verbatim: true })
    const device = requiredText(input, 'device_name', { max: 255 })
    if (typeof email !== 'string' || typeof password !== 'string' || typeof device !== 'string') {
      return invalid(c, errorsOf({ email, password, device_name: device }))
    }
    // Ours: no second factor is documented on this call.
    const code = typeof input.code === 'string' ? input.code : undefined
    return answer(c, services, await services.signIn({ email, password, code }), device)
  }
}

function errorsOf(fields: Record<string, string | { error: string }>): FieldErrors {
  const wrong = Object.entries(fields).flatMap(([field, value]) =>
    typeof value === 'string' ? [] : [[field, [value.error]]],
  )
  return Object.fromEntries(wrong)
}

function answer(
  c: Context<NuwebEnv>,
  { tokens }: Services,
  outcome: SignInOutcome,
  device: string,
): Response {
  switch (outcome.kind) {
    case 'rejected':
      return invalid(c, { email: ['The provided credentials are incorrect.'] })
    case 'two-factor':
      return invalid(c, { code: ['The two factor authentication code is required.'] })
    case 'wrong-code':
      return invalid(c, { code: ['The provided two factor authentication code was invalid.'] })
    case 'banned':
      return c.json({ message: 'This action is unauthorized.' }, 403)
    case 'unverified':
      return c.json({ message: 'Your email address is not verified.' }, 403)
    case 'signed-in': {
      const account = { ...outcome.account, tokenCap: null }
      const minted = tokens.create(account, device, { tenant: c.get('tenant') })
      return c.json({ token: minted?.secret.reveal() })
    }
  }
}
