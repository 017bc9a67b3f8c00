import type { DestinationAddress } from '../../domain/destination.ts'
import { InvalidInput } from '../../domain/errors.ts'
import type { Destination, Destinations } from '../../ports/destination.ts'
import type { Entry, SecretStore } from '../../ports/secret-store.ts'
import { EnvDestination } from './env.ts'
import { ExecDestination } from './exec.ts'
import { FileDestination } from './file.ts'
import type { RemoteWorld } from './remote/remote-world.ts'
import { SecretStoreDestination } from './secret-store.ts'
import { type Output, StdoutDestination } from './stdout.ts'
import type { Surroundings } from './target-file.ts'

/** What destinations need of the world: folders, environment, output, and the secret store to open. */
export interface DestinationOptions extends Surroundings, Output {
  /** What the adapters of remote services use. Called on first use only. */
  remote(): RemoteWorld
  /** The profile's secret store, or the OS keychain whatever the profile says. Called on first use only. */
  openStore(name?: 'keychain'): SecretStore | Promise<SecretStore>
}

type Opener = (address: DestinationAddress, entry: Entry, options: DestinationOptions) => Destination

// A scheme a line. A heavy adapter imports what it needs inside its methods, so that opening stays cheap.
const schemes: ReadonlyMap<string, Opener> = new Map<string, Opener>([
  ['store', (address, entry, options) => inStore(address, entry, () => options.openStore())],
  ['keychain', (address, entry, options) => inStore(address, entry, () => options.openStore('keychain'))],
  ['file', ({ rest }, _entry, options) => new FileDestination(rest, options)],
  ['env', ({ rest }, _entry, options) => new EnvDestination(rest, options)],
  ['stdout', (address, _entry, options) => bare(address) && new StdoutDestination(options)],
  ['exec', ({ rest }, _entry, options) => new ExecDestination(rest, options)],
])

/** The destinations that `--to` can name. */
export class DestinationRegistry implements Destinations {
  readonly #options: DestinationOptions

  constructor(options: DestinationOptions) {
    this.#options = options
  }

  open(address: DestinationAddress, entry: Entry): Destination {
    const opener = schemes.get(address.scheme)
    if (!opener) {
      throw new InvalidInput(`no destination is called '${address.scheme}:'`, {
        hint: `known are ${[...schemes.keys()].map(name => `${name}:`).join(', ')}`,
      })
    }
    return opener(address, entry, this.#options)
  }
}

function inStore(address: DestinationAddress, entry: Entry, open: () => SecretStore | Promise<SecretStore>) {
  return bare(address) && new SecretStoreDestination(address.text, entry, open)
}

function bare(address: DestinationAddress): true {
  if (address.rest === '') return true
  throw new InvalidInput(`${address.scheme}: takes nothing behind the colon`, {
    hint: `write ${address.scheme}: alone`,
  })
}
