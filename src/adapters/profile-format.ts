import { InvalidInput } from '../domain/errors.ts'
import {
  type Account,
  type KeychainEngine,
  type Profile,
  parseApiUrl,
  type SessionGrant,
} from '../domain/profile.ts'
import { parseStoreChoice, type StoreChoice, storeForms } from '../domain/store-choice.ts'

/** A profile as it stands in the settings file: ours is what `known` names, the rest belongs to somebody else and stays. */
export type RawObject = Record<string, unknown>

const known = [
  'platform',
  'apiUrl',
  'company',
  'reseller',
  'environment',
  'store',
  'keychainEngine',
  'account',
  'session',
  'undocumentedApiAccepted',
]
const engines: readonly KeychainEngine[] = ['napi-keyring', 'keytar']

/** A profile with what else stood in its place before; dates become ISO 8601 UTC. */
export function formatProfile(profile: Profile, before: RawObject): RawObject {
  const foreign = Object.entries(before).filter(([key]) => !known.includes(key))
  const { name: _, store, ...own } = profile
  return { ...own, ...(store ? { store: store.text } : {}), ...Object.fromEntries(foreign) }
}

/** Throws `InvalidInput` that names the setting which is not valid, as `profiles.NAME.KEY`. */
export function parseProfile(name: string, raw: RawObject): Profile {
  const field = new Fields(raw, `profiles.${name}`)
  const accepted = field.date('undocumentedApiAccepted')
  const store = field.store('store')
  const keychainEngine = field.oneOf<KeychainEngine>('keychainEngine', engines)
  const account = field.object('account')
  const [company, reseller] = [field.tenant('company'), field.tenant('reseller')]
  const environment = field.textOrNull('environment')
  const session = field.object('session')
  return {
    name,
    platform: field.text('platform'),
    apiUrl: field.apiUrl('apiUrl'),
    ...(company === undefined ? {} : { company }),
    ...(reseller === undefined ? {} : { reseller }),
    ...(environment === null ? {} : { environment }),
    ...(store ? { store } : {}),
    ...(keychainEngine ? { keychainEngine } : {}),
    ...(account ? { account: parseAccount(account) } : {}),
    ...(session ? { session: parseSession(session) } : {}),
    ...(accepted ? { undocumentedApiAccepted: accepted } : {}),
  }
}

function parseAccount(field: Fields): Account {
  return { id: field.text('id'), name: field.wordsOrNull('name'), email: field.wordsOrNull('email') }
}

function parseSession(field: Fields): NonNullable<Profile['session']> {
  const grant = field.object('grant')
  return {
    id: field.textOrNull('id'),
    name: field.wordsOrNull('name') ?? '',
    createdAt: field.date('createdAt') ?? null,
    pasted: field.boolean('pasted'),
    ...(grant ? { grant: parseGrant(grant) } : {}),
  }
}

function parseGrant(field: Fields): SessionGrant {
  return {
    clientId: field.text('clientId'),
    expiresAt: field.date('expiresAt') ?? null,
    renews: field.boolean('renews'),
  }
}

/** Reads the settings of an object one by one, each held to its kind. */
class Fields {
  readonly #raw: RawObject
  readonly #path: string

  constructor(raw: RawObject, path: string) {
    this.#raw = raw
    this.#path = path
  }

  text(key: string): string {
    const value = this.#raw[key]
    return typeof value === 'string' && value !== '' ? value : this.#refuse(key, 'a text')
  }

  textOrNull(key: string): string | null {
    return this.#isAbsent(key) ? null : this.text(key)
  }

  /** What the platform said, which may be nothing. */
  wordsOrNull(key: string): string | null {
    return this.#raw[key] === '' ? '' : this.textOrNull(key)
  }

  boolean(key: string): boolean {
    const value = this.#raw[key]
    return typeof value === 'boolean' ? value : this.#refuse(key, 'true or false')
  }

  apiUrl(key: string): string {
    try {
      return parseApiUrl(this.text(key))
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error
      return this.#refuse(key, 'an API address (https, or http on loopback)')
    }
  }

  tenant(key: string): string | undefined {
    const text = this.textOrNull(key)
    if (text === null || /^\d{1,18}$/.test(text)) return text ?? undefined
    return this.#refuse(key, 'a number, as text')
  }

  store(key: string): StoreChoice | undefined {
    if (this.#isAbsent(key)) return undefined
    try {
      return parseStoreChoice(this.text(key))
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error
      return this.#refuse(key, `one of ${storeForms.join(', ')}`)
    }
  }

  date(key: string): Date | undefined {
    if (this.#isAbsent(key)) return undefined
    const date = new Date(this.text(key))
    return Number.isNaN(date.getTime()) ? this.#refuse(key, 'a date') : date
  }

  oneOf<T extends string>(key: string, values: readonly T[]): T | undefined {
    if (this.#isAbsent(key)) return undefined
    return values.find(value => value === this.#raw[key]) ?? this.#refuse(key, `one of ${values.join(', ')}`)
  }

  object(key: string): Fields | undefined {
    if (this.#isAbsent(key)) return undefined
    const value = this.#raw[key]
    return isObject(value) ? new Fields(value, `${this.#path}.${key}`) : this.#refuse(key, 'an object')
  }

  #isAbsent(key: string): boolean {
    return this.#raw[key] === undefined || this.#raw[key] === null
  }

  #refuse(key: string, kind: string): never {
    throw new InvalidInput(`${this.#path}.${key} is not ${kind}`)
  }
}

/** Whether a JSON value is an object, not a list or null. */
export function isObject(value: unknown): value is RawObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
