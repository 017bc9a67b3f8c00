import type { Authorization } from '../../ports/authorization.ts'
import type { AuthorizationWorld } from './authorization-world.ts'

/** The authorization server of a platform. Nothing of it is loaded before it is used. */
export function openAuthorization(world: AuthorizationWorld): Authorization {
  let loaded: Promise<Authorization> | undefined
  const load = () => {
    loaded ??= import('./web-authorization.ts').then(({ WebAuthorization }) => new WebAuthorization(world))
    return loaded
  }
  return {
    facts: async () => (await load()).facts(),
    inBrowser: async request => (await load()).inBrowser(request),
    onDevice: async request => (await load()).onDevice(request),
    refresh: async (client, refresh) => (await load()).refresh(client, refresh),
    revoke: async (client, token, kind) => (await load()).revoke(client, token, kind),
  }
}
