import { storeHomes } from '../domain/destination.ts'
import type { Ports } from '../ports/ports.ts'

/** Where a secret store was, and where today's settings lead. */
export interface OtherHome {
  kept: string
  today: string
}

/** The homes of the secret stores among remembered places that today's settings do not lead to. */
export async function homesElsewhere(
  places: readonly string[],
  { secretStore }: Pick<Ports, 'secretStore'>,
): Promise<OtherHome[]> {
  const homes = storeHomes(places)
  const today = homes.length > 0 ? await secretStore.home?.() : undefined
  if (today === undefined) return []
  return homes.filter(home => home !== today).map(home => ({ kept: home, today }))
}
