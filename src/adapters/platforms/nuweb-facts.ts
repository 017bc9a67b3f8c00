import type { PlatformFacts } from '../../ports/platform.ts'
import { webPage } from './own-host.ts'

const host = 'api.nuwebgroup.com'

/** Nuweb (platforms.md, 4). The path of its page, the bounds of a name and what `GET /user` says are ours. */
export const nuwebFacts: PlatformFacts & { operator: string } = {
  name: 'nuweb',
  title: 'Nuweb',
  defaultApiUrl: `https://${host}/v1`,
  signIn: { kinds: ['password', 'paste'], endsNamesakes: false },
  verbs: () => ({ create: 'call', list: 'page', revoke: 'page', apps: 'none' }),
  page: (_, apiUrl) => webPage(apiUrl, host, '/tokens'),
  needsConsent: () => false,
  createsBy: 'sign-in',
  tokensManage: false,
  lifetimeDays: null,
  expiry: { kind: 'none' },
  names: { field: 'device_name', min: 1, max: 255, unique: false },
  identity: { ids: 'numeric', inSecret: true },
  mask: 'id',
  statuses: { given: false, revoked: 'vanish' },
  environments: [],
  descriptions: false,
  tenancy: [
    { option: 'company', header: 'X-NU-COMPANY-ID' },
    { option: 'reseller', header: 'X-NU-RESELLER-ID' },
  ],
  limits: [],
  permissions: "it carries its user's permissions and visibility groups, and follows their changes",
  operator: 'the company that runs the site',
}
