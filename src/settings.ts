import { hostname } from 'node:os'
import { platformNamed } from './adapters/platforms/registry.ts'
import { InvalidInput, NotSupported } from './domain/errors.ts'
import {
  identityInWords,
  type Profile,
  type ProfileIdentity,
  parseApiUrl,
  parseProfileName,
  parseTenant,
} from './domain/profile.ts'
import { Secret } from './domain/secret.ts'
import { parseStoreChoice, type StoreChoice } from './domain/store-choice.ts'
import { type Environment, variable } from './folders.ts'
import type { PlatformFacts } from './ports/platform.ts'
import type { Profiles } from './ports/profiles.ts'
import type { Settings } from './ports/settings.ts'

/** The global options, as commander gives them. */
export interface GlobalOptions {
  profile?: string
  apiUrl?: string
  platform?: string
  store?: StoreChoice
  company?: string
  reseller?: string
  env?: string
  acceptUndocumentedApi?: boolean
  debug?: boolean
  timeout?: string
}

/** What is known of a profile besides its settings. */
export interface ProfileSurroundings {
  /** Whether the command at hand may give a profile another identity: it signs in, and nothing is kept. */
  mayMove(profile: Profile): Promise<boolean>
  /** Whether the command at hand ties the profile to an environment. */
  tiesEnvironment: boolean
  /** What else the records of a profile that is not stored say it belonged to. */
  formerIdentity(profile: Profile): Promise<string | undefined>
}

/**
 * Flags win over variables, variables over the profile's own settings, those over the platform's. A stored profile
 * belongs to one platform, address, tenant and environment: what names another throws `InvalidInput`, unless it may move.
 */
export async function resolveSettings(
  options: GlobalOptions,
  env: Environment,
  profiles: Profiles,
  surroundings: ProfileSurroundings,
): Promise<Settings> {
  const name = parseProfileName(options.profile ?? variable(env, 'BEATPASS_PROFILE') ?? 'default')
  const stored = await profiles.read(name)
  const asked = askedIdentity(options, env)
  const moved = stored !== undefined && isMoved(stored, asked, surroundings.tiesEnvironment)
  if (moved && !(await surroundings.mayMove(stored))) throw belongsElsewhere(name, identityInWords(stored))
  const facts = platformNamed(asked.platform ?? stored?.platform ?? 'beatpass')
  refuseUnknown(asked, facts)
  const kept: Partial<Profile> = moved ? {} : (stored ?? {})
  const { environment, ...rest } = asked
  const profile: Profile = {
    ...kept,
    ...rest,
    name,
    platform: facts.name,
    apiUrl: asked.apiUrl ?? kept.apiUrl ?? facts.defaultApiUrl,
    ...(environment !== undefined && surroundings.tiesEnvironment ? { environment } : {}),
  }
  const former = stored ? undefined : await surroundings.formerIdentity(profile)
  if (former !== undefined) throw belongsElsewhere(name, former)
  const token = variable(env, 'BEATPASS_TOKEN')?.trim() || undefined
  const store = options.store ?? parseStore(variable(env, 'BEATPASS_STORE')) ?? stored?.store
  return {
    // A session stays where it rests: only a sign-in moves it.
    profile: store === undefined || profile.session ? profile : { ...profile, store },
    store,
    consentGiven: options.acceptUndocumentedApi ?? false,
    environmentToken: token === undefined ? undefined : new Secret(token),
    hostName: hostname(),
  }
}

/** What flags and variables name of an identity; what they leave open is left out. */
function askedIdentity(options: GlobalOptions, env: Environment): Partial<ProfileIdentity> {
  const platform = options.platform ?? variable(env, 'BEATPASS_PLATFORM')
  const apiUrl = options.apiUrl ?? variable(env, 'BEATPASS_API_URL')
  const company = options.company ?? variable(env, 'BEATPASS_COMPANY')
  const reseller = options.reseller ?? variable(env, 'BEATPASS_RESELLER')
  if (company !== undefined && reseller !== undefined)
    throw new InvalidInput('--company and --reseller cannot be had together')
  return {
    ...(platform === undefined ? {} : { platform: platformNamed(platform).name }),
    ...(apiUrl === undefined ? {} : { apiUrl: parseApiUrl(apiUrl) }),
    ...(company === undefined ? {} : { company: parseTenant(company) }),
    ...(reseller === undefined ? {} : { reseller: parseTenant(reseller) }),
    ...(options.env === undefined ? {} : { environment: options.env }),
  }
}

/** A profile that keeps to no environment may hold tokens of each: naming one for a single token moves nothing. */
function isMoved(stored: Profile, asked: Partial<ProfileIdentity>, tiesEnvironment: boolean): boolean {
  const keys = ['platform', 'apiUrl', 'company', 'reseller'] as const
  const { environment = stored.environment } = asked
  const isOther = environment !== stored.environment && (tiesEnvironment || stored.environment !== undefined)
  return isOther || keys.some(key => asked[key] !== undefined && asked[key] !== stored[key])
}

function refuseUnknown(
  asked: Partial<ProfileIdentity>,
  { title, tenancy, environments }: PlatformFacts,
): void {
  for (const option of ['company', 'reseller'] as const) {
    if (asked[option] === undefined || tenancy.some(one => one.option === option)) continue
    throw new NotSupported(`${title} has no tenants`, { hint: `leave --${option} out` })
  }
  if (asked.environment === undefined || environments.includes(asked.environment)) return
  throw new NotSupported(`${title} has no environments`, { hint: 'leave --env out' })
}

function belongsElsewhere(name: string, where: string): InvalidInput {
  return new InvalidInput(`profile '${name}' belongs to ${where}`, {
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
