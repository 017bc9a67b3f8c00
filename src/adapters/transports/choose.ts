import type { Transport } from '../../ports/transport.ts'
import { HttpsTransport } from './https.ts'
import { LaterTransport } from './later.ts'
import { type Environment, proxyFor } from './proxy-environment.ts'
import { SwitchingTransport } from './switching.ts'
import type { TransportOptions } from './times.ts'

/**
 * The way to the platform: through the proxy that the environment names for this address, else straight
 * (a proxied request has a tunnel of its own, however many there are).
 * Throws `InvalidInput` when the environment names a proxy that cannot be used.
 */
export function chooseTransport(env: Environment, apiUrl: string, options: TransportOptions = {}): Transport {
  const proxy = proxyFor(env, new URL(apiUrl))
  if (proxy)
    return new LaterTransport(async () => new (await import('./proxied.ts')).ProxiedTransport(proxy, options))
  return new SwitchingTransport(new HttpsTransport(options), async () => {
    const { BulkTransport } = await import('./bulk.ts')
    return new BulkTransport(options)
  })
}
