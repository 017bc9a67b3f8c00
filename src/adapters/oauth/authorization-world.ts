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
