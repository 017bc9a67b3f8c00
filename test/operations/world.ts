import { SecretStoreDestination } from '../../src/adapters/destinations/secret-store.ts'
import type { DestinationAddress } from '../../src/domain/destination.ts'
import type { Profile } from '../../src/domain/profile.ts'
import { Secret } from '../../src/domain/secret.ts'
import type { Destination, Destinations } from '../../src/ports/destination.ts'
import type { Interruption } from '../../src/ports/interruption.ts'
import type { Ports } from '../../src/ports/ports.ts'
import { FixedRandom } from '../fakes/fixed-random.ts'
import { ManualClock } from '../fakes/manual-clock.ts'
import { MemoryDestination } from '../fakes/memory-destination.ts'
import { MemoryPlatform } from '../fakes/memory-platform.ts'
import { MemoryProfiles } from '../fakes/memory-profiles.ts'
import { MemorySecretStore } from '../fakes/memory-secret-store.ts'
import { MemoryTerminal } from '../fakes/memory-terminal.ts'
import { MemoryTokenRecords } from '../fakes/memory-token-records.ts'

export const account = { email: 'dev@beatpass.test', password: 'correct horse', name: 'Dev' }

/** Everything an operation may touch, in memory, with a clock that stands still. */
export function newWorld({ terminal = new MemoryTerminal() }: { terminal?: MemoryTerminal } = {}) {
  const clock = new ManualClock()
  const platform = new MemoryPlatform(clock, [account])
  const secretStore = new MemorySecretStore()
  const destinations = new MemoryDestinations(secretStore)
  const profile: Profile = { name: 'default', platform: 'beatpass', apiUrl: platform.apiUrl }
  const settings: Ports['settings'] = {
    profile,
    consentGiven: false,
    environmentToken: undefined,
    hostName: 'laptop',
  }
  const interruption: Interruption & { requested: boolean } = { requested: false, during: work => work() }
  return {
    clock,
    platform,
    secretStore,
    destinations,
    settings,
    interruption,
    terminal,
    random: new FixedRandom(),
    profiles: new MemoryProfiles(),
    tokenRecords: new MemoryTokenRecords(),
  }
}

export type World = ReturnType<typeof newWorld>

/** A world that acts with `BEATPASS_TOKEN`, the way CI does. */
export function worldInCi(options?: Parameters<typeof newWorld>[0]) {
  const world = newWorld(options)
  const { id, secret } = world.platform.plant('ci session')
  world.settings.environmentToken = secret
  return { ...world, credentialId: id }
}

/** `store:` is the world's secret store; any other scheme names a destination in memory, made on first use. */
export class MemoryDestinations implements Destinations {
  readonly byAddress = new Map<string, MemoryDestination>()
  readonly #store: MemorySecretStore

  constructor(store: MemorySecretStore) {
    this.#store = store
  }

  open(address: DestinationAddress, entry: Parameters<Destinations['open']>[1]): Destination {
    if (address.scheme === 'store') return new SecretStoreDestination('store:', entry, () => this.#store)
    return this.at(address.text)
  }

  at(text: string): MemoryDestination {
    const known =
      this.byAddress.get(text) ??
      new MemoryDestination({ to: text, readsBack: !text.startsWith('write-only:') })
    this.byAddress.set(text, known)
    return known
  }
}

/** The addresses of `--to`, taken apart. */
export function addresses(...texts: string[]): DestinationAddress[] {
  return texts.map(text => ({
    scheme: text.split(':')[0] ?? '',
    rest: text.slice(text.indexOf(':') + 1),
    text,
  }))
}

export const storeOnly = addresses('store:')
export const secretOf = (text: string) => new Secret(text)
