import { DestinationRegistry } from '../../../src/adapters/destinations/registry.ts'
import type { DestinationFacts } from '../../../src/ports/destination.ts'

const unused = () => {
  throw new Error('not to be called')
}

/** A registry that may open destinations and nothing else. */
export function untouchableRegistry(): DestinationRegistry {
  const world = { cwd: '/', env: {}, home: '/', note: unused, print: unused, mask: unused }
  return new DestinationRegistry({ ...world, leadsNowhere: unused, remote: unused, openStore: unused })
}

/** Every kind of destination that is registered. */
export const everyKind = (): readonly DestinationFacts[] => untouchableRegistry().kinds

/** `store:, keychain:, …`, as an unknown scheme is answered. */
export const knownSchemes = (): string =>
  everyKind()
    .map(({ scheme }) => `${scheme}:`)
    .join(', ')
