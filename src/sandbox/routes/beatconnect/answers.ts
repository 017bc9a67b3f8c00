import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { secondsOf } from '../../clock.ts'
import type { ShownApiKey } from '../../service/api-keys.ts'
import type { Faults } from '../../service/oauth/new-app.ts'
import type { Allowance } from '../../service/rate-limit.ts'
import type { OAuthApp } from '../../store/oauth/apps.ts'

/** A key in a list: ids are strings here. */
export function keyAnswer(key: ShownApiKey) {
  return {
    id: String(key.id),
    name: key.name,
    description: key.description,
    environment: key.environment,
    masked: key.masked,
    created_at: key.createdAt.toISOString(),
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
    status: key.revokedAt ? 'revoked' : 'active',
    replaced_by: key.replacedBy === null ? null : String(key.replacedBy),
  }
}

/** An OAuth application; nothing of its secret. */
export function appAnswer(app: OAuthApp) {
  return {
    id: app.id,
    name: app.name,
    type: app.type,
    status: app.revokedAt ? 'revoked' : 'active',
    redirect_uris: app.redirectUris,
    scopes: app.scopes,
    created_at: app.createdAt.toISOString(),
  }
}

/** `{error:{code, message}}` */
export function refusal(c: Context, status: ContentfulStatusCode, code: string, message: string): Response {
  return c.json({ error: { code, message } }, status)
}

/** 422, with what is wrong by field. */
export function invalid(c: Context, fields: Faults): Response {
  const message = 'Some fields are not right.'
  return c.json({ error: { code: 'INVALID', message, fields } }, 422)
}

/** Tells where the caller stands in the headers that the platform documents. */
export function tellAllowance(c: Context, allowance: Allowance, now: Date): void {
  c.header('X-RateLimit-Limit', String(allowance.limit))
  c.header('X-RateLimit-Remaining', String(allowance.remaining))
  c.header('X-RateLimit-Reset', String(secondsOf(allowance.resetsAt)))
  if (allowance.allowed) return
  const wait = Math.ceil((allowance.resetsAt.getTime() - now.getTime()) / 1000)
  c.header('Retry-After', String(wait))
}
