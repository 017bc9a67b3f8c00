import type { Context, Handler } from 'hono'
import type { Services } from '../../service/services.ts'
import type { SignInOutcome } from '../../service/sign-in.ts'
import type { Account } from '../../store/accounts.ts'
import { successful } from './answers.ts'
import type { ApiEnv } from './api-env.ts'
import { bootstrapNoise } from './bootstrap-noise.ts'
import type { Generation } from './generation.ts'
import { type FieldErrors, type Input, inputOf, invalid, requiredText } from './input.ts'
import { throttled } from './throttle.ts'

interface LoginInput {
  email: string
  password: string
  tokenName: string
  /**
   * Ours, not the platform's: no public generation of the code documents a second factor on this call. It gives
   * `beatpass login --otp` something to be tested against.
   */
  code: string | undefined
}

/** `POST /auth/login`: deletes the account's tokens of that name, then gives it a new one. */
export function login(services: Services, generation: Generation): Handler<ApiEnv> {
  return async c => {
    const input = await inputOf(c)
    const email = typeof input.email === 'string' ? input.email.trim().toLowerCase() : ''
    const refusal = throttled(c, services.limits.signIn(`${email}|${c.env.ip}`), services.clock())
    if (refusal) return refusal
    const request = parse(input)
    if ('errors' in request) return invalid(c, request.errors)
    const outcome = await services.signIn(request)
    return answer(c, { services, generation }, outcome, request.tokenName)
  }
}

function parse(input: Input): LoginInput | { errors: FieldErrors } {
  const email = requiredText(input, 'email', { email: true })
  const password = requiredText(input, 'password', { verbatim: true })
  const tokenName = requiredText(input, 'token_name', { min: 3, max: 100 })
  const code = input.code === undefined || input.code === null ? undefined : String(input.code)
  if (typeof email === 'string' && typeof password === 'string' && typeof tokenName === 'string') {
    return { email, password, tokenName, code }
  }
  const fields = Object.entries({ email, password, token_name: tokenName })
  return {
    errors: Object.fromEntries(
      fields.flatMap(([field, value]) => (typeof value === 'string' ? [] : [[field, [value.error]]])),
    ),
  }
}

interface Parts {
  services: Services
  generation: Generation
}

function answer(c: Context<ApiEnv>, parts: Parts, outcome: SignInOutcome, tokenName: string): Response {
  switch (outcome.kind) {
    case 'rejected':
      return invalid(c, { email: ['These credentials do not match our records.'] })
    case 'wrong-code':
      return invalid(c, { code: ['The provided two factor authentication code was invalid.'] })
    case 'banned':
      return c.json({ message: '' }, 403)
    case 'unverified':
      return c.json({ message: 'Your email address is not verified.' }, 403)
    case 'two-factor':
      return c.json(successful(parts.generation, { two_factor: true }))
    case 'signed-in':
      return signedIn(c, parts, outcome.account, tokenName)
  }
}

function signedIn(
  c: Context<ApiEnv>,
  { services: { tokens }, generation }: Parts,
  account: Account,
  tokenName: string,
): Response {
  tokens.revokeNamed(account, tokenName)
  const minted = tokens.create({ ...account, tokenCap: null }, tokenName)
  const user = {
    id: account.id,
    [generation.nameField]: account.displayName,
    avatar: null,
    email: account.email,
    access_token: minted?.secret.reveal(),
  }
  return c.json(successful(generation, { user, ...bootstrapNoise() }))
}
