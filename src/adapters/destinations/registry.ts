import type { DestinationAddress } from '../../domain/destination.ts'
import { InvalidInput } from '../../domain/errors.ts'
import type { Destination, DestinationFacts, Destinations } from '../../ports/destination.ts'
import type { Locks } from '../../ports/locks.ts'
import type { Entry, SecretStore } from '../../ports/secret-store.ts'
import { AwsPlace, awsFacts } from './aws.ts'
import { AzurePlace, azureFacts } from './azure.ts'
import { DopplerPlace, dopplerFacts } from './doppler.ts'
import { EnvDestination, envFacts } from './env.ts'
import { ExecDestination, execFacts } from './exec.ts'
import { FileDestination, fileFacts } from './file.ts'
import { GcpPlace, gcpFacts } from './gcp.ts'
import { GithubPlace, githubFacts } from './github.ts'
import { GitlabPlace, gitlabFacts } from './gitlab.ts'
import { K8sPlace, k8sFacts } from './k8s.ts'
import { OpPlace, opFacts } from './op.ts'
import { PassPlace, passFacts } from './pass.ts'
import { RemoteDestination, type RemotePlace } from './remote/remote-destination.ts'
import type { RemoteWorld } from './remote/remote-world.ts'
import { keychainFacts, SecretStoreDestination, storeFacts } from './secret-store.ts'
import { type Output, StdoutDestination, stdoutFacts } from './stdout.ts'
import type { Surroundings } from './target-file.ts'
import { VaultPlace, vaultFacts } from './vault.ts'
import { githubEnvFacts, githubOutputFacts, WorkflowFileDestination } from './workflow-file.ts'

/** What destinations need of the world: folders, environment, output, and the secret store to open. */
export interface DestinationOptions extends Surroundings, Output {
  /** What the adapters of remote services use. Called on first use only. */
  remote(): RemoteWorld
  /** Whether a person can be asked, for tools that ask by themselves; false unless said. */
  canPrompt?: boolean
  /** See `SecretStoreOptions`. */
  locks?: Locks
  /** The profile's secret store, or the OS keychain whatever the profile says. Called on first use only. */
  openStore(name?: 'keychain'): SecretStore | Promise<SecretStore>
}

type Opener = (address: DestinationAddress, entry: Entry, options: DestinationOptions) => Destination

interface Kind {
  facts: DestinationFacts
  open: Opener
}

// An entry a scheme, in the order in which they are told. A heavy adapter imports what it needs inside its methods.
const kinds: readonly Kind[] = [
  {
    facts: storeFacts,
    open: (address, entry, options) => inStore(address, entry, () => options.openStore()),
  },
  {
    facts: keychainFacts,
    open: (address, entry, options) => inStore(address, entry, () => options.openStore('keychain')),
  },
  { facts: fileFacts, open: ({ rest }, _entry, options) => new FileDestination(rest, options) },
  { facts: envFacts, open: ({ rest }, _entry, options) => new EnvDestination(rest, options) },
  {
    facts: stdoutFacts,
    open: (address, _entry, options) => bare(address) && new StdoutDestination(options),
  },
  {
    facts: execFacts,
    open: ({ rest, folder }, _entry, options) =>
      new ExecDestination(rest, { ...options, cwd: folder ?? options.cwd }),
  },
  {
    facts: passFacts,
    open: ({ rest, folder }, _entry, options) =>
      new RemoteDestination(new PassPlace(rest, { ...options, rememberedIn: folder })),
  },
  remote(vaultFacts, VaultPlace),
  remote(awsFacts, AwsPlace),
  remote(gcpFacts, GcpPlace),
  remote(azureFacts, AzurePlace),
  remote(k8sFacts, K8sPlace),
  remote(githubFacts, GithubPlace),
  remote(gitlabFacts, GitlabPlace),
  {
    facts: opFacts,
    open: ({ rest, folder }, _entry, options) => new RemoteDestination(new OpPlace(rest, options), folder),
  },
  remote(dopplerFacts, DopplerPlace),
  {
    facts: githubOutputFacts,
    open: ({ rest }, _entry, options) => new WorkflowFileDestination('github-output', rest, options),
  },
  {
    facts: githubEnvFacts,
    open: ({ rest }, _entry, options) => new WorkflowFileDestination('github-env', rest, options),
  },
]

/** The destinations that `--to` can name. */
export class DestinationRegistry implements Destinations {
  readonly kinds = kinds.map(({ facts }) => facts)
  readonly #options: DestinationOptions

  constructor(options: DestinationOptions) {
    this.#options = { ...options, outsideGit: new Map(), draftsSeen: new Map() }
  }

  open(address: DestinationAddress, entry: Entry): Destination {
    const kind = kinds.find(({ facts }) => facts.scheme === address.scheme)
    if (!kind) {
      throw new InvalidInput(`no destination is called '${address.scheme}:'`, {
        hint: `known are ${kinds.map(({ facts }) => `${facts.scheme}:`).join(', ')}`,
      })
    }
    return kind.open(address, entry, this.#options)
  }
}

function inStore(address: DestinationAddress, entry: Entry, open: () => SecretStore | Promise<SecretStore>) {
  return bare(address) && new SecretStoreDestination(address.text, entry, open, address.folder)
}

function bare(address: DestinationAddress): true {
  if (address.rest === '') return true
  throw new InvalidInput(`${address.scheme}: takes nothing behind the colon`, {
    hint: `write ${address.scheme}: alone`,
  })
}

function remote(facts: DestinationFacts, Place: new (rest: string, world: RemoteWorld) => RemotePlace): Kind {
  return {
    facts,
    open: ({ rest, folder }, _entry, options) =>
      new RemoteDestination(new Place(rest, options.remote()), folder),
  }
}
