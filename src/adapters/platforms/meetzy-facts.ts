import type { PlatformFacts } from '../../ports/platform.ts'
import { webPage } from './own-host.ts'

const host = 'api.meetzy.io'

/** Meetzy (platforms.md, 3). The path of its page, the bounds of a name and `GET /me` are ours. */
export const meetzyFacts: PlatformFacts = {
  name: 'meetzy',
  title: 'Meetzy',
  defaultApiUrl: `https://${host}`,
  signIn: { kinds: ['paste'], endsNamesakes: false },
  verbs: () => ({ create: 'page', list: 'page', revoke: 'page', apps: 'none' }),
  page: (_, apiUrl) => webPage(apiUrl, host, '/api-tokens'),
  needsConsent: () => false,
  createsBy: 'credential',
  tokensManage: false,
  lifetimeDays: null,
  expiry: {
    kind: 'choices',
    choices: [
      { text: '30d', title: '30 days' },
      { text: '90d', title: '90 days' },
      { text: '6m', title: '6 months' },
      { text: '1y', title: '1 year' },
      { text: 'never', title: 'No expiration (4 years)', means: '4y' },
    ],
  },
  names: { field: 'name', min: 1, max: 100, unique: false },
  identity: { ids: 'none', inSecret: false },
  mask: 'prefix',
  statuses: { given: true, revoked: 'vanish' },
  environments: [],
  descriptions: false,
  tenancy: [],
  limits: ['100 a minute', '10 a second'],
  permissions: null,
}
