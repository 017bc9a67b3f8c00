import { InvalidInput } from './errors.ts'
import { printable } from './printable.ts'

/** `mobile`: runs at its user's and can keep no secret. `web`: runs on a server and has one. */
export type ApplicationType = 'mobile' | 'web'

export const applicationTypes: readonly ApplicationType[] = ['mobile', 'web']

/** An OAuth application as its platform knows it; safe to print. */
export interface Application {
  id: string
  name: string
  type: ApplicationType
  status: 'active' | 'revoked'
  redirectUris: readonly string[]
  scopes: readonly string[]
  createdAt: Date | null
}

/** What this machine remembers of an application that it made or renewed the secret of. Never holds a secret. */
export interface AppRecord {
  id: string
  /** The addresses of the places that the client secret was delivered to, some with their folder. */
  storedIn: string[]
}

const loopbackHosts = ['127.0.0.1', '[::1]']

/**
 * A redirect URI as it will be compared, character by character: https, a custom scheme with a dot (`com.example.app:/cb`),
 * or for a mobile application http on a loopback address, which fits any port (RFC 8252). Throws `InvalidInput`.
 */
export function parseRedirectUri(text: string, type: ApplicationType): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || /[\s\\"'<>]/.test(text) || text.length > 500) throw notRedirectUri(text, 'it is no address')
  if (url.hash !== '' || text.includes('#')) throw notRedirectUri(text, 'it cannot hold a fragment')
  if (url.username || url.password) throw notRedirectUri(text, 'it cannot hold a user or a password')
  if (text.includes('*')) throw notRedirectUri(text, 'it is compared exactly: * stands for nothing')
  if (url.protocol === 'https:' && text.startsWith('https://')) return text
  const isLoopback = url.protocol === 'http:' && loopbackHosts.includes(url.hostname)
  if (isLoopback && type === 'mobile') return text
  if (isLoopback) throw notRedirectUri(text, 'a web application needs https')
  if (/^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:\//.test(text)) return text
  throw notRedirectUri(text, 'it is neither https, nor a scheme with a dot, nor http on 127.0.0.1 or [::1]')
}

function notRedirectUri(text: string, why: string): InvalidInput {
  return new InvalidInput(`not a redirect URI: '${text}': ${why}`, {
    hint: 'for example https://app.example/callback, com.example.app:/callback or http://127.0.0.1/callback',
  })
}

/** The name of an application: 1 to 100 characters, nothing invisible in it. Throws `InvalidInput`. */
export function parseApplicationName(text: string): string {
  const length = [...text].length
  if (length < 1 || length > 100 || text.trim() !== text) {
    throw new InvalidInput("an application's name has 1 to 100 characters, and no space at either end")
  }
  if (printable(text) !== text) {
    throw new InvalidInput("an application's name cannot hold control or invisible characters")
  }
  return text
}

/** An application's id, as it may stand in a path and in a keychain entry. Throws `InvalidInput`. */
export function parseApplicationId(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{2,127}$/.test(text)) return text
  throw new InvalidInput(`not an application's id: '${text}'`, { hint: 'beatpass apps list shows them' })
}
