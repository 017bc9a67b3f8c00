import { SecretStoreDestination } from '../../src/adapters/destinations/secret-store.ts'
import { type DestinationAddress, parseDestination, pinned } from '../../src/domain/destination.ts'
import type { Browser } from '../../src/ports/browser.ts'
import type { Destination, Destinations } from '../../src/ports/destination.ts'
import { MemoryDestination } from '../fakes/memory-destination.ts'
import type { MemorySecretStore } from '../fakes/memory-secret-store.ts'
import type { Events } from './events.ts'

/** `store:` is the world's secret store; any other scheme names a destination in memory, made on first use. */
export class MemoryDestinations implements Destinations {
  readonly kinds = []
  /** The folder one stands in. */
  folder = '/home'
  readonly #byAddress = new Map<string, MemoryDestination>()
  readonly #store: MemorySecretStore
  readonly #events: Events

  constructor(store: MemorySecretStore, events: Events) {
    this.#store = store
    this.#events = events
  }

  open(address: DestinationAddress, entry: Parameters<Destinations['open']>[1]): Destination {
    const isStore = address.scheme === 'store'
    const real = isStore
      ? new SecretStoreDestination('store:', entry, () => this.#store)
      : this.at(
          address.scheme === 'here' ? pinned(address.text, address.folder ?? this.folder) : address.text,
        )
    return told(real, this.#events)
  }

  /**
   * `write-only:…` cannot be read; `fenced:…` neither, but keeps the id beside the secret and refuses to replace a larger
   * one; `unconditional:…` compares before it writes and no service does; `here:…` is another place in every folder; `stdout:` can neither be read nor remembered.
   */
  at(text: string): MemoryDestination {
    const [scheme] = text.split(':', 1)
    const known =
      this.#byAddress.get(text) ??
      new MemoryDestination({
        to: parseDestination(text).text,
        address: text,
        readsBack: scheme !== 'write-only' && scheme !== 'fenced' && scheme !== 'stdout',
        remembered: scheme !== 'stdout',
        fenced: scheme === 'fenced',
        ...(scheme === 'unconditional' ? { writesConditionally: false } : {}),
      })
    this.#byAddress.set(text, known)
    return known
  }
}

function told(real: Destination, events: Events): Destination {
  const { to, address, readsBack, writesConditionally, remembered } = real
  const telling = <Result>(verb: string, act: () => Promise<Result>) => {
    events.tell(`${verb} ${to}`)
    return act()
  }
  return {
    ...{ to, address, readsBack, writesConditionally, remembered },
    probe: () => telling('probe', () => real.probe()),
    observe: () => telling('observe', () => real.observe()),
    write: (...args) => telling('write', () => real.write(...args)),
  }
}

/** A browser that remembers what it opened. */
export class MemoryBrowser implements Browser {
  readonly opened: string[] = []
  isThere = true

  async open(url: string): Promise<boolean> {
    this.opened.push(url)
    return this.isThere
  }
}
