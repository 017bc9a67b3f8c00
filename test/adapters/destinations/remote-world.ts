import { tmpdir } from 'node:os'
import type { RemoteWorld } from '../../../src/adapters/destinations/remote/remote-world.ts'
import { chooseTransport } from '../../../src/adapters/transports/choose.ts'
import { RetryBudget } from '../../../src/adapters/transports/retries.ts'
import { TracedTransport } from '../../../src/adapters/transports/traced.ts'
import { FixedRandom } from '../../fakes/fixed-random.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'

/** A world for adapters of remote services: real connections, a clock that does not wait; `trace` is what `--debug` would tell. */
export function freshRemoteWorld(
  given: Partial<RemoteWorld> = {},
): RemoteWorld & { trace: string[]; notes: string[] } {
  const clock = new ManualClock('2026-03-01T12:00:00Z')
  const trace: string[] = []
  const notes: string[] = []
  const env = given.env ?? {}
  return {
    env,
    cwd: tmpdir(),
    home: '/nonexistent',
    clock,
    random: new FixedRandom(0),
    budget: new RetryBudget(),
    openTransport: (url, tls) =>
      new TracedTransport(chooseTransport(env, url, tls), clock, line => void trace.push(line), {
        bodies: false,
      }),
    note: line => void notes.push(line),
    trace,
    notes,
    ...given,
  }
}
