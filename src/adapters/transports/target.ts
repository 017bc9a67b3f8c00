import { ExchangeFailed } from '../../ports/transport.ts'

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** Whether a URL's host is this machine. */
export function isLoopback(url: URL): boolean {
  return loopback.test(url.hostname)
}

/** The address to ask: https, or http on loopback, without user or password. Throws `ExchangeFailed` (not sent) otherwise. */
export function targetOf(text: string): URL {
  const url = parsed(text)
  const allowed = url && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url)))
  if (!allowed || url.username || url.password) {
    throw new ExchangeFailed('not an https address, nor http on loopback', 'not-sent', 'malformed')
  }
  return url
}

/** Parsed once: in a run of many requests it shows. */
function parsed(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}
