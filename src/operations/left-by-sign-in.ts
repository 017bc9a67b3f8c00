import type { LeftBehind } from '../ports/interruption.ts'
import type { Ports } from '../ports/ports.ts'

/** What a sign-in may leave when it is cut in its middle. */
export function leftBySignIn({ platform: { facts, apiUrl } }: Pick<Ports, 'platform'>): LeftBehind {
  return {
    what: 'a session may be left on the platform',
    hint: `sign in again; what is left can be deleted at ${facts.page('revoke', apiUrl)}`,
  }
}
