import { stillWorks } from '../domain/status.ts'
import type { Token } from '../domain/token.ts'
import type { Destination, Observation } from '../ports/destination.ts'
import type { Ports } from '../ports/ports.ts'
import { tokenIdOf } from './token-id.ts'

/** A live token whose secret a destination holds. */
export interface Occupant {
  destination: Destination
  token: Token
}

/** The live tokens, other than those of the label, that lose their place when something is delivered there. */
export async function occupants(
  destinations: readonly Destination[],
  label: string,
  tokens: readonly Token[],
  ports: Pick<Ports, 'platform'>,
  observed: readonly Observation[] = [],
): Promise<Occupant[]> {
  const live = tokens.filter(token => token.label !== label && stillWorks(token))
  const found: Occupant[] = []
  for (const [at, destination] of destinations.entries()) {
    const { secret } = observed[at] ?? (await destination.observe())
    const id = secret && (await tokenIdOf(secret, ports))
    const token = live.find(one => one.id === id)
    if (token) found.push({ destination, token })
  }
  return found
}

/** What the user is told of them; in a dry run they are there still. */
export function occupantWarnings(found: readonly Occupant[], dryRun = false): string[] {
  const held = dryRun ? 'holds' : 'held'
  return found.map(
    ({ destination: { to }, token }) => `${to} ${held} token ${token.id} '${token.label}', which still works`,
  )
}
