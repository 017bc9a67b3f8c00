import type { Transport } from '../../ports/transport.ts'
import { HttpsTransport } from './https.ts'
import { ProxiedTransport } from './proxied.ts'
import { type Environment, proxyFor } from './proxy-environment.ts'
import type { TransportOptions } from './times.ts'

/**
 * The way to the platform: through the proxy that the environment names for this address, else straight.
 * Throws `InvalidInput` when the environment names a proxy that cannot be used.
 */
export function chooseTransport(env: Environment, apiUrl: string, options: TransportOptions = {}): Transport {
  const proxy = proxyFor(env, new URL(apiUrl))
  return proxy ? new ProxiedTransport(proxy, options) : new HttpsTransport(options)
}
