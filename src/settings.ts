import { hostname } from 'node:os'
import { join } from 'node:path'
import { platformNamed } from './adapters/platforms/registry.ts'
import { InvalidInput } from './domain/errors.ts'
import { type Profile, parseApiUrl, parseProfileName } from './domain/profile.ts'
import { Secret } from './domain/secret.ts'
import { parseStoreChoice, type StoreChoice } from './domain/store-choice.ts'
import type { Profiles } from './ports/profiles.ts'
import type { Settings } from './ports/settings.ts'

export type Environment = Record<string, string | undefined>

/** The global options, as commander gives them. */
export interface GlobalOptions {
  profile?: string
  apiUrl?: string
  platform?: string
  store?: StoreChoice
  acceptUndocumentedApi?: boolean
  debug?: boolean
  timeout?: string
}

/** A variable; one that is set but empty counts as unset. */
export function variable(env: Environment, name: string): string | undefined {
  return env[name] === '' ? undefined : env[name]
}

/** The folders of this user (XDG), ours below them. */
export function folders(env: Environment, home: string) {
  const under = (name: string, standard: string) => {
    const base = variable(env, name)
    return join(base?.startsWith('/') ? base : join(home, standard), 'beatpass')
  }
  return {
    config: under('XDG_CONFIG_HOME', '.config'),
    state: under('XDG_STATE_HOME', '.local/state'),
    data: under('XDG_DATA_HOME', '.local/share'),
  }
}

/**
 * Flags win over variables, variables over the profile's own settings, those over the platform's. A stored profile
 * belongs to one platform and address: what names another throws `InvalidInput`, unless `mayMove` (nothing is kept).
 */
export async function resolveSettings(
  options: GlobalOptions,
  env: Environment,
  profiles: Profiles,
  mayMove: (profile: Profile) => Promise<boolean>,
): Promise<Settings> {
  const name = parseProfileName(options.profile ?? variable(env, 'BEATPASS_PROFILE') ?? 'default')
  const stored = await profiles.read(name)
  const named = options.platform ?? variable(env, 'BEATPASS_PLATFORM')
  const platform = named === undefined ? undefined : platformNamed(named).name
  const typedUrl = options.apiUrl ?? variable(env, 'BEATPASS_API_URL')
  const apiUrl = typedUrl === undefined ? undefined : parseApiUrl(typedUrl)
  const moved =
    stored &&
    ((platform ?? stored.platform) !== stored.platform || (apiUrl ?? stored.apiUrl) !== stored.apiUrl)
  if (moved && !(await mayMove(stored))) throw belongsElsewhere(stored)
  const facts = platformNamed(platform ?? stored?.platform ?? 'beatpass')
  const token = variable(env, 'BEATPASS_TOKEN')?.trim() || undefined
  const store = options.store ?? parseStore(variable(env, 'BEATPASS_STORE')) ?? stored?.store
  const kept: Partial<Profile> = moved ? {} : (stored ?? {})
  const profile = {
    ...kept,
    name,
    platform: facts.name,
    apiUrl: apiUrl ?? kept.apiUrl ?? facts.defaultApiUrl,
  }
  return {
    profile: store === undefined ? profile : { ...profile, store },
    consentGiven: options.acceptUndocumentedApi ?? false,
    environmentToken: token === undefined ? undefined : new Secret(token),
    hostName: hostname(),
  }
}

function belongsElsewhere({ name, platform, apiUrl }: Profile): InvalidInput {
  return new InvalidInput(`profile '${name}' belongs to ${platform} at ${apiUrl}`, {
    hint: 'name another profile with --profile: two accounts never share one',
  })
}

function parseStore(text: string | undefined): StoreChoice | undefined {
  if (text === undefined) return undefined
  try {
    return parseStoreChoice(text)
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    throw new InvalidInput(`BEATPASS_STORE: ${error.message}`, error.hint ? { hint: error.hint } : {})
  }
}
