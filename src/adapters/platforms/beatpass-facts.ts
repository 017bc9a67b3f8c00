import type { PlatformFacts } from '../../ports/platform.ts'

/** A platform on this code base, and whom to ask about it. */
export interface BeatPassSite extends PlatformFacts {
  operator: string
}

/** The host whose operator documents sign-in only and calls everything else off-limits (platforms.md). */
const operatorHost = 'open.beatpass.ca'

const onThisCodeBase = {
  nameLength: { min: 3, max: 100 },
  tokensPage: (apiUrl: string) => {
    const url = new URL(apiUrl)
    return `${url.origin}${url.pathname.replace(/\/api(\/v\d+)?\/?$/, '').replace(/\/$/, '')}/account-settings/developers`
  },
  needsConsent: (apiUrl: string) => new URL(apiUrl).hostname.replace(/\.$/, '') === operatorHost,
}

export const beatpassFacts: BeatPassSite = {
  ...onThisCodeBase,
  name: 'beatpass',
  title: 'BeatPass',
  defaultApiUrl: `https://${operatorHost}/api/v1`,
  lifetimeDays: 90,
  allowsNever: false,
  operator: 'contact@beatpass.ca, by invitation',
}

/** Any other site on the code base; it has no address of its own. */
export const vebtoFacts: BeatPassSite = {
  ...onThisCodeBase,
  name: 'vebto',
  title: 'Vebto site',
  defaultApiUrl: '',
  lifetimeDays: null,
  allowsNever: true,
  operator: 'the operator of the site',
}
