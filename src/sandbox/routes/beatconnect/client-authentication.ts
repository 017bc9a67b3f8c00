import type { OAuthAppService } from '../../service/oauth/apps.ts'
import type { OAuthApp } from '../../store/oauth/apps.ts'

/**
 * Which app is calling an endpoint of OAuth (RFC 6749 2.3): a web app by client_secret_basic, a mobile one by its
 * `client_id` alone. `undefined`: neither, or the secret is wrong.
 */
export function clientOf(
  form: URLSearchParams,
  authorization: string | undefined,
  apps: OAuthAppService,
): OAuthApp | undefined {
  if (form.has('client_secret')) return undefined
  const basic = authorization === undefined ? undefined : basicOf(authorization)
  if (authorization === undefined) {
    const app = apps.living(form.get('client_id') ?? '')
    return app?.type === 'mobile' ? app : undefined
  }
  const app = basic && apps.living(basic.id)
  if (!basic || !app || (form.has('client_id') && form.get('client_id') !== app.id)) return undefined
  return apps.secretMatches(app, basic.secret) ? app : undefined
}

/** Both parts are form-encoded before they are put together. */
function basicOf(authorization: string): { id: string; secret: string } | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization)?.[1]
  const match = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString())
  if (!match) return undefined
  const [id = '', secret = ''] = match.slice(1).map(formDecoded)
  return { id, secret }
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return ''
  }
}
