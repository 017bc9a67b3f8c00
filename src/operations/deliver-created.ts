import type { Receipt } from '../domain/destination.ts'
import { Incomplete, RolledBack } from '../domain/errors.ts'
import type { Secret } from '../domain/secret.ts'
import type { Destination, Observation } from '../ports/destination.ts'
import type { CreatedToken } from '../ports/platform.ts'
import type { Ports } from '../ports/ports.ts'
import { howToRevoke } from './by-page.ts'
import { deliver } from './deliver.ts'
import { withdraw } from './withdraw.ts'

/**
 * Delivers a new token everywhere, over what was observed there before its name was found to be free: what came since is
 * another's of that name. When the first place certainly does not hold it, the token is revoked again: throws
 * `RolledBack`, or `Incomplete` when it may live on and is stored nowhere. A later failure is only in its receipt.
 */
export async function deliverCreated(
  created: CreatedToken,
  destinations: readonly Destination[],
  observed: readonly Observation[],
  credential: Secret,
  ports: Pick<Ports, 'platform' | 'clock'>,
): Promise<Receipt[]> {
  const receipts: Receipt[] = []
  for (const [at, destination] of destinations.entries()) {
    const { receipt, mayHold } = await deliver(created.secret, destination, ports.clock, observed[at])
    receipts.push(receipt)
    if (receipts.length === 1 && !mayHold) throw await rollBack(created, receipt, credential, ports)
  }
  return receipts
}

async function rollBack(
  { token: { id, name }, secret }: CreatedToken,
  { to, error }: Receipt,
  credential: Secret,
  ports: Pick<Ports, 'platform' | 'clock'>,
): Promise<RolledBack | Incomplete> {
  return (await withdraw({ id, secret }, credential, ports))
    ? new RolledBack(`not delivered to ${to} (${error}); token ${id} was revoked again`, {
        hint: 'mend the destination, then run it again',
      })
    : new Incomplete(
        `not delivered to ${to} (${error}); token ${id} '${name}' is stored nowhere and could not be revoked again`,
        {
          hint: howToRevoke(id, ports.platform),
          retryable: false,
        },
      )
}
