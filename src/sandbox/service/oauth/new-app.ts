import type { OAuthApp } from '../../store/oauth/apps.ts'
import { redirectUriProblem } from './redirect-uris.ts'
import { scopes as known } from './scopes.ts'

export type NewOAuthApp = Pick<OAuthApp, 'name' | 'type' | 'redirectUris' | 'scopes'>

/** What is wrong, by field, named as on the wire. */
export type Faults = Record<string, string[]>

/** Reads what was sent for a new app, by the API or by the page; or says what is wrong with it. */
export function readNewApp(input: Record<string, unknown>): NewOAuthApp | { faults: Faults } {
  const name = typeof input.name === 'string' ? input.name.trim() : ''
  const type = input.type === 'mobile' || input.type === 'web' ? input.type : undefined
  const redirectUris = textsOf(input.redirect_uris)
  const scopes = textsOf(input.scopes)
  const problems = (redirectUris ?? []).flatMap(uri => redirectUriProblem(uri, type ?? 'mobile') ?? [])
  const count = redirectUris?.length ?? 0
  const faults: Faults = {
    name: name === '' || [...name].length > 100 ? ['A name has 1 to 100 characters.'] : [],
    type: type ? [] : ['Choose mobile or web.'],
    redirect_uris: count < 1 || count > 10 ? ['Give 1 to 10 redirect URIs.'] : problems,
    scopes: (scopes ?? ['']).some(scope => !Object.hasOwn(known, scope))
      ? [`Scopes are some of ${Object.keys(known).join(', ')}.`]
      : scopes?.length === 0
        ? ['Choose at least one scope.']
        : [],
  }
  const wrong = Object.entries(faults).filter(([, messages]) => messages.length > 0)
  if (wrong.length > 0 || !type || !redirectUris || !scopes) return { faults: Object.fromEntries(wrong) }
  return { name, type, redirectUris: [...new Set(redirectUris)], scopes: [...new Set(scopes)] }
}

function textsOf(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every(one => typeof one === 'string') ? value : undefined
}
