import type { PlatformFacts } from '../../ports/platform.ts'
import { isAt, webPage } from './own-host.ts'

const host = 'api.beatconnectafrica.com'

/**
 * BeatConnect (platforms.md, 5). Its calls for keys and applications are not published: on its own host they are left to the
 * page, elsewhere they are made as the sandbox answers them. Those calls, the paths of the pages and the bounds of a name are ours.
 */
export const beatconnectFacts: PlatformFacts = {
  name: 'beatconnect',
  title: 'BeatConnect',
  defaultApiUrl: `https://${host}/v1`,
  signIn: { kinds: ['browser', 'paste'], endsNamesakes: false },
  verbs: apiUrl => {
    const way = isAt(apiUrl, host) ? 'page' : 'call'
    return { create: way, list: way, revoke: way, apps: way }
  },
  page: (verb, apiUrl) => webPage(apiUrl, host, verb === 'apps' ? '/apps' : '/keys'),
  needsConsent: () => false,
  createsBy: 'credential',
  tokensManage: false,
  lifetimeDays: null,
  expiry: { kind: 'none' },
  names: { field: 'name', min: 1, max: 100, unique: false },
  identity: { ids: 'opaque', inSecret: false },
  mask: 'kind-and-last4',
  statuses: { given: true, revoked: 'stay' },
  environments: ['live', 'sandbox'],
  descriptions: true,
  tenancy: [],
  limits: ['100 a minute'],
  permissions: null,
}
