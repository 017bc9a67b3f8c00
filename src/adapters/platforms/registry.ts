import { InvalidInput } from '../../domain/errors.ts'
import type { Platform, PlatformFacts } from '../../ports/platform.ts'
import { type Caller, RetryBudget } from '../transports/retries.ts'
import { BeatPass } from './beatpass.ts'
import { beatpassFacts } from './beatpass-facts.ts'
import { type BeatPassSite, vebtoFacts } from './vebto-facts.ts'

const sites: readonly BeatPassSite[] = [beatpassFacts, vebtoFacts]

/** What `--platform` accepts. */
export const platformNames: readonly string[] = sites.map(site => site.name)

/** The facts of the platform of that name. Throws `InvalidInput` that lists the names there are. */
export function platformNamed(name: string): PlatformFacts {
  return siteNamed(name)
}

/**
 * The platform at that address, or at its own where `apiUrl` is empty; all its calls together retry at most ten times.
 * Throws `InvalidInput` for an unknown name or an address that cannot be used.
 */
export function openPlatform(name: string, apiUrl: string, ports: Omit<Caller, 'budget'>): Platform {
  const site = siteNamed(name)
  const address = apiUrl || site.defaultApiUrl
  if (!address) {
    throw new InvalidInput(`the platform '${name}' has no address of its own`, {
      hint: 'give it with --api-url https://…/api/v1',
    })
  }
  return new BeatPass(site, address, { ...ports, budget: new RetryBudget() })
}

function siteNamed(name: string): BeatPassSite {
  const site = sites.find(it => it.name === name)
  if (site) return site
  throw new InvalidInput(`no such platform: '${name}'`, { hint: `one of ${platformNames.join(', ')}` })
}
