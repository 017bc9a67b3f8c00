import type { Clock } from '../../../ports/clock.ts'
import type { Random } from '../../../ports/random.ts'
import type { Sender } from '../../../ports/transport.ts'
import type { RetryBudget } from '../../transports/retries.ts'
import type { TlsSettings } from '../../transports/times.ts'

/** What adapters of remote services need of the world. A variable that is set but empty counts as unset. */
export interface RemoteWorld {
  env: Readonly<Record<string, string | undefined>>
  cwd: string
  home: string
  clock: Clock
  random: Random
  /** The retries that are left to the whole run. */
  budget: RetryBudget
  /** A way to a service: through the proxy that the environment names for its address, else straight. */
  openTransport(baseUrl: string, tls: TlsSettings): Sender
  /** A remark to the user, one line. */
  note(line: string): void
}
