import type { Applications } from '../../ports/applications.ts'
import { notByCall } from '../../ports/not-by-call.ts'
import type { Platform } from '../../ports/platform.ts'
import type { Caller } from '../transports/retries.ts'

/** What applications of BeatConnect can be allowed to do: four documented, two that the tool's own client asks for (ours). */
const beatconnectScopes = [
  ...['user.profile', 'beats.read', 'purchases.write', 'user.subscription'],
  ...['keys.manage', 'apps.manage'],
]

/** The OAuth applications of a platform. What calls it takes is loaded on first use; where there is none, each throws `NotSupported`. */
export function openApplications({ facts, apiUrl }: Platform, caller: Caller): Applications {
  const load = async () => {
    if (facts.name !== 'beatconnect') throw notByCall(facts, 'apps', apiUrl)
    const { BeatConnectApps } = await import('./beatconnect-apps.ts')
    return new BeatConnectApps(apiUrl, facts, caller)
  }
  return {
    scopes: facts.name === 'beatconnect' ? beatconnectScopes : [],
    list: async credential => (await load()).list(credential),
    find: async (credential, id) => (await load()).find(credential, id),
    create: async (credential, app) => (await load()).create(credential, app),
    renewSecret: async (credential, id) => (await load()).renewSecret(credential, id),
    revoke: async (credential, id) => (await load()).revoke(credential, id),
  }
}
