import type { Authorization } from '../../ports/authorization.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Random } from '../../ports/random.ts'
import type { Sender } from '../../ports/transport.ts'

/** What the client of an authorization server needs of the world. */
export interface AuthorizationWorld {
  /** The authorization server is looked for at the origin of this address. */
  apiUrl: string
  /** The platform's name, for messages. */
  title: string
  /** A way to an address; the server's endpoints may lie on other hosts. */
  openTransport(url: string): Sender
  clock: Clock
  random: Random
  /** A remark to the user, one line. */
  note(line: string): void
}

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
