import type { TLSSocket } from 'node:tls'
import { ExchangeFailed } from '../../ports/transport.ts'
import { failureOf } from './failure.ts'
import { addressOptions, defaultTimes, type TransportOptions, tlsOptions } from './times.ts'

/**
 * A TLS connection on which the server chose between HTTP/2 and HTTP/1.1 (`socket.alpnProtocol`). Nothing of a request has
 * left: rejects with `ExchangeFailed` (`not-sent`).
 */
export function negotiate(url: URL, options: TransportOptions): Promise<TLSSocket> {
  const net = process.getBuiltinModule('node:net')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const connect = options.times?.connect ?? defaultTimes.connect
  return new Promise((resolve, reject) => {
    const socket = process.getBuiltinModule('node:tls').connect({
      host,
      port: Number(url.port || 443),
      ALPNProtocols: ['h2', 'http/1.1'],
      ...(net.isIP(host) ? {} : { servername: host }),
      ...addressOptions(options),
      ...tlsOptions(options),
    })
    const timer = setTimeout(() => {
      reject(
        new ExchangeFailed(`${url.host}: no connection within ${connect / 1000} s`, 'not-sent', 'timeout'),
      )
      socket.destroy()
    }, connect)
    socket.on('error', error => {
      clearTimeout(timer)
      reject(failureOf(error, 'not-sent', url.host))
    })
    socket.once('secureConnect', () => {
      clearTimeout(timer)
      resolve(socket)
    })
  })
}
