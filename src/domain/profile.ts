import { InvalidInput } from './errors.ts'
import type { StoreChoice } from './store-choice.ts'

/** Which library reads the OS keychain. */
export type KeychainEngine = 'napi-keyring' | 'keytar'

/** Who a credential belongs to, as the platform says. */
export interface Account {
  id: string
  name: string | null
  email: string | null
}

/** A session that an OAuth sign-in granted; its tokens rest in the secret store. */
export interface SessionGrant {
  /** The application that the session was granted to. */
  clientId: string
  /** When the access token ends; null where nobody said. */
  expiresAt: Date | null
  /** Whether there is a refresh token, so that the session goes on after that. */
  renews: boolean
}

/** On whose behalf a profile acts, on platforms that have tenants: one of them, a whole number as text. */
export interface Tenancy {
  company?: string
  reseller?: string
}

/** A named account and its settings, as kept in config.json. Never holds a secret. */
export interface Profile extends Tenancy {
  name: string
  platform: string
  apiUrl: string
  /** What its tokens are for, where it keeps to one of the platform's environments. */
  environment?: string
  store?: StoreChoice
  keychainEngine?: KeychainEngine
  account?: Account
  /** The session token on the platform, so that `logout` can revoke it and a list can tell it apart. */
  session?: {
    id: string | null
    name: string
    createdAt: Date | null
    pasted: boolean
    grant?: SessionGrant
  }
  /** When the user agreed to calls the operator does not document; absent when not asked or refused. */
  undocumentedApiAccepted?: Date
}

/** What a profile is tied to: two that differ in any of it share no entry and no record. */
export type ProfileIdentity = Pick<Profile, 'platform' | 'apiUrl' | 'company' | 'reseller' | 'environment'>

/** An identity in words: "nuweb at https://api.nuwebgroup.com/v1, company 1001". */
export function identityInWords(identity: ProfileIdentity): string {
  const { platform, apiUrl, company, reseller, environment } = identity
  const parts = [
    `${platform} at ${apiUrl}`,
    company === undefined ? '' : `company ${company}`,
    reseller === undefined ? '' : `reseller ${reseller}`,
    environment === undefined ? '' : `environment ${environment}`,
  ]
  return parts.filter(part => part !== '').join(', ')
}

/** The number of a company or a reseller, in its shortest form. Throws `InvalidInput`. */
export function parseTenant(text: string): string {
  if (!/^\d{1,18}$/.test(text)) throw new InvalidInput(`not the number of a company or reseller: '${text}'`)
  return text.replace(/^0+(?=\d)/, '')
}

/** A profile's name: it is part of file names and keychain entries. */
export function parseProfileName(text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text)) {
    throw new InvalidInput(`not a profile name: '${text}'`, {
      hint: 'letters, digits, dot, dash and underscore, at most 64, beginning with a letter or digit',
    })
  }
  return text
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** An address with a port out of range may have a password in front of its host. */
function withoutUser(text: string): string {
  return text.includes('@') ? `…${text.slice(text.lastIndexOf('@'))}` : text
}

/** An API address: https, or http on loopback only; no user, query or fragment; without a slash at the end. */
export function parseApiUrl(text: string): string {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw new InvalidInput(`not an address: '${withoutUser(text)}'`, {
      hint: 'for example https://open.beatpass.ca/api/v1',
    })
  }
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && loopback.test(url.hostname))
  if (!secure) throw new InvalidInput('the API address must be https, or http on loopback', {})
  if (url.username || url.password || url.search || url.hash) {
    throw new InvalidInput('the API address cannot hold a user, a password, a query or a fragment')
  }
  return url.href.replace(/\/+$/, '')
}
