import type { PlatformFacts } from '../../ports/platform.ts'
import { isAt } from './own-host.ts'
import { strictDays } from './strict-fork.ts'

/** A platform on this code base, and whom to ask about it. */
export interface BeatPassSite extends PlatformFacts {
  operator: string
}

/** The host whose operator documents sign-in only and calls everything else off-limits (platforms.md, 1). */
const guardedHost = 'open.beatpass.ca'

function tokensPage(apiUrl: string): string {
  const url = new URL(apiUrl)
  const site = url.pathname.replace(/\/api(\/v\d+)?\/?$/, '').replace(/\/$/, '')
  return `${url.origin}${site}/account-settings/developers`
}

/** Any site on the code base of BeatPass (platforms.md, 2); it has no address of its own. */
export const vebtoFacts: BeatPassSite = {
  name: 'vebto',
  title: 'Vebto site',
  defaultApiUrl: '',
  signIn: { kinds: ['password', 'paste'], endsNamesakes: true },
  verbs: apiUrl => {
    const way = isAt(apiUrl, guardedHost) ? 'consent' : 'call'
    return { create: way, list: way, revoke: way, apps: 'none' }
  },
  page: (_, apiUrl) => tokensPage(apiUrl),
  needsConsent: apiUrl => isAt(apiUrl, guardedHost),
  createsBy: 'credential',
  tokensManage: true,
  lifetimeDays: null,
  expiry: { kind: 'any', strictly: strictDays },
  names: { field: 'tokenName', min: 3, max: 100, unique: false },
  identity: { ids: 'numeric', inSecret: true },
  mask: 'id-and-ends',
  statuses: { given: false, revoked: 'vanish' },
  environments: [],
  descriptions: false,
  tenancy: [],
  limits: ['300 a minute', '5 sign-ins a minute'],
  permissions: null,
  operator: 'the operator of the site',
}
