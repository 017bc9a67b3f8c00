const loopback = /^http:\/\/(127\.0\.0\.1|\[::1\])(?::\d{1,5})?(\/[^\s#]*)?$/
/** Nothing that would mean something else in a page's policy, such as `*` and `;`. */
const plainHost = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/
const ownScheme = /^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:\/[^\s#]*$/

/** Why a redirect URI cannot be registered, or `undefined` where it can: https, a scheme of one's own, or loopback. */
export function redirectUriProblem(uri: string, type: 'mobile' | 'web'): string | undefined {
  if (uri.length > 500 || /[\s#"'<>\\]/.test(uri) || !URL.canParse(uri)) return `Not a redirect URI: ${uri}`
  const { hostname, username, password } = new URL(uri)
  if (username || password) return `A redirect URI has no user name: ${uri}`
  if (uri.startsWith('https://') && plainHost.test(hostname)) return undefined
  if (ownScheme.test(uri)) return undefined
  if (!loopback.test(uri)) {
    return `Neither https nor a scheme with a dot nor a loopback address: ${uri}`
  }
  return type === 'mobile' ? undefined : `A web application needs https: ${uri}`
}

/** Whether the URI is one of the registered ones: exactly, or but for the port of a loopback address (RFC 8252 7.3). */
export function redirectUriMatches(uri: string, registered: readonly string[]): boolean {
  if (!URL.canParse(uri)) return false
  const anyPort = withoutPort(uri)
  return registered.some(one => one === uri || (anyPort !== undefined && withoutPort(one) === anyPort))
}

function withoutPort(uri: string): string | undefined {
  const match = loopback.exec(uri)
  return match ? `${match[1]}${match[2] ?? ''}` : undefined
}

/** What a page's policy must allow, so that its form may end at the URI. */
export function formTarget(uri: string): string {
  const { protocol, host } = new URL(uri)
  // A policy cannot name an IPv6 address.
  if (host.startsWith('[')) return protocol
  return protocol === 'https:' || protocol === 'http:' ? `${protocol}//${host}` : protocol
}

/** The URI with these parameters added to its query; it is otherwise left as it was registered. */
export function withParameters(uri: string, parameters: Record<string, string | undefined>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value)
  return `${uri}${uri.includes('?') ? '&' : '?'}${query}`
}
