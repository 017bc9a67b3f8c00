import { InvalidInput } from '../../domain/errors.ts'
import type { Tenancy } from '../../domain/profile.ts'
import type { Platform, PlatformFacts } from '../../ports/platform.ts'
import { type Caller, RetryBudget } from '../transports/retries.ts'
import { beatconnectFacts } from './beatconnect-facts.ts'
import { BeatPass } from './beatpass.ts'
import { beatpassFacts } from './beatpass-facts.ts'
import { meetzyFacts } from './meetzy-facts.ts'
import { nuwebFacts } from './nuweb-facts.ts'
import { vebtoFacts } from './vebto-facts.ts'

interface Kind {
  facts: PlatformFacts
  /** What is not asked for is not loaded: one adapter is most of what a command takes. */
  open(apiUrl: string, caller: Caller, tenancy: Tenancy): Platform | Promise<Platform>
}

const kinds: readonly Kind[] = [
  { facts: beatpassFacts, open: (url, caller) => new BeatPass(beatpassFacts, url, caller) },
  { facts: vebtoFacts, open: (url, caller) => new BeatPass(vebtoFacts, url, caller) },
  { facts: meetzyFacts, open: async (url, caller) => new (await import('./meetzy.ts')).Meetzy(url, caller) },
  {
    facts: nuwebFacts,
    open: async (url, caller, tenancy) => new (await import('./nuweb.ts')).Nuweb(url, tenancy, caller),
  },
  {
    facts: beatconnectFacts,
    open: async (url, caller) => new (await import('./beatconnect.ts')).BeatConnect(url, caller),
  },
]

/** The facts of every platform there is, in the order in which they are told. */
export const allPlatforms: readonly PlatformFacts[] = kinds.map(({ facts }) => facts)

/** What `--platform` accepts. */
export const platformNames: readonly string[] = allPlatforms.map(({ name }) => name)

/** The facts of the platform of that name. Throws `InvalidInput` that lists the names there are. */
export function platformNamed(name: string): PlatformFacts {
  return kindNamed(name).facts
}

/**
 * The platform at that address, or at its own where `apiUrl` is empty; all its calls together retry at most ten times.
 * Throws `InvalidInput` for an unknown name or an address that cannot be used.
 */
export async function openPlatform(
  name: string,
  apiUrl: string,
  ports: Omit<Caller, 'budget'>,
  tenancy: Tenancy = {},
): Promise<Platform> {
  const { facts, open } = kindNamed(name)
  const address = apiUrl || facts.defaultApiUrl
  if (!address) {
    throw new InvalidInput(`the platform '${name}' has no address of its own`, {
      hint: 'give it with --api-url https://…/api/v1',
    })
  }
  return await open(address, { ...ports, budget: new RetryBudget() }, tenancy)
}

function kindNamed(name: string): Kind {
  const kind = kinds.find(({ facts }) => facts.name === name)
  if (kind) return kind
  throw new InvalidInput(`no such platform: '${name}'`, { hint: `one of ${platformNames.join(', ')}` })
}
