import { InvalidInput } from '../../domain/errors.ts'
import type { Tenancy } from '../../domain/profile.ts'
import type { Platform, PlatformFacts } from '../../ports/platform.ts'
import { type Caller, RetryBudget } from '../transports/retries.ts'
import { BeatConnect } from './beatconnect.ts'
import { beatconnectFacts } from './beatconnect-facts.ts'
import { BeatPass } from './beatpass.ts'
import { beatpassFacts } from './beatpass-facts.ts'
import { Meetzy } from './meetzy.ts'
import { meetzyFacts } from './meetzy-facts.ts'
import { Nuweb } from './nuweb.ts'
import { nuwebFacts } from './nuweb-facts.ts'
import { vebtoFacts } from './vebto-facts.ts'

interface Kind {
  facts: PlatformFacts
  open(apiUrl: string, caller: Caller, tenancy: Tenancy): Platform
}

const kinds: readonly Kind[] = [
  { facts: beatpassFacts, open: (url, caller) => new BeatPass(beatpassFacts, url, caller) },
  { facts: vebtoFacts, open: (url, caller) => new BeatPass(vebtoFacts, url, caller) },
  { facts: meetzyFacts, open: (url, caller) => new Meetzy(url, caller) },
  { facts: nuwebFacts, open: (url, caller, tenancy) => new Nuweb(url, tenancy, caller) },
  { facts: beatconnectFacts, open: (url, caller) => new BeatConnect(url, caller) },
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
export function openPlatform(
  name: string,
  apiUrl: string,
  ports: Omit<Caller, 'budget'>,
  tenancy: Tenancy = {},
): Platform {
  const { facts, open } = kindNamed(name)
  const address = apiUrl || facts.defaultApiUrl
  if (!address) {
    throw new InvalidInput(`the platform '${name}' has no address of its own`, {
      hint: 'give it with --api-url https://…/api/v1',
    })
  }
  return open(address, { ...ports, budget: new RetryBudget() }, tenancy)
}

function kindNamed(name: string): Kind {
  const kind = kinds.find(({ facts }) => facts.name === name)
  if (kind) return kind
  throw new InvalidInput(`no such platform: '${name}'`, { hint: `one of ${platformNames.join(', ')}` })
}
