import { InvalidInput } from '../../domain/errors.ts'
import { isLoopback } from './target.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The proxy that the environment names for an https URL, or `undefined` to go straight. As curl reads it: `https_proxy`,
 * `HTTPS_PROXY`, `all_proxy`, `ALL_PROXY`, the first that is set and not empty; no scheme means http. Loopback is never
 * proxied, so plain http never is either and `http_proxy` has no say. Throws `InvalidInput` for any proxy but http(s).
 */
export function proxyFor(env: Environment, url: URL): URL | undefined {
  if (url.protocol !== 'https:' || isLoopback(url)) return undefined
  const name = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'].find(name => env[name])
  const text = name && env[name]
  if (!name || !text || isExempt(url, env.no_proxy || env.NO_PROXY || '')) return undefined
  const address = text.includes('://') ? text : `http://${text}`
  const proxy = URL.canParse(address) ? new URL(address) : undefined
  const usable = proxy?.hostname && /^https?:$/.test(proxy.protocol) && isDecodable(proxy)
  if (usable) return proxy
  throw new InvalidInput(`${name} is not the address of an http or https proxy`, {
    hint: `for example ${name}=http://proxy.example:3128`,
  })
}

/** Whether NO_PROXY names the host: `*`, a host (its subdomains too, with or without a leading dot), `host:port`. */
function isExempt(url: URL, list: string): boolean {
  const host = bare(url.hostname)
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(entry => entry !== '')
    .some(entry => {
      if (entry === '*') return true
      const text = entry.replace(/^\*?\./, '')
      const [, name = text, port] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(text) ?? []
      if (port !== undefined && port !== (url.port || '443')) return false
      return host === bare(name) || host.endsWith(`.${bare(name)}`)
    })
}

function isDecodable(proxy: URL): boolean {
  try {
    decodeURIComponent(proxy.username + proxy.password)
    return true
  } catch {
    return false
  }
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}
