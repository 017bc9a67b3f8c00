import { afterEach } from 'vitest'
import { BulkTransport } from '../../../src/adapters/transports/bulk.ts'
import type { TransportOptions } from '../../../src/adapters/transports/times.ts'
import { makeCertificates } from '../../fakes/certificates.ts'
import { type Http2Behaviour, type Http2Server, startHttp2Server } from '../../fakes/http2-server.ts'

const certificates = makeCertificates()

/** The transport for many, and an HTTP/2 server that it trusts and that behaves like this until the test is over. */
export function http2Bench() {
  let server: Http2Server
  afterEach(() => server.close())
  return async (behave: Http2Behaviour, options: TransportOptions = {}) => {
    server = await startHttp2Server(behave, certificates)
    return { server, transport: new BulkTransport({ ca: certificates.ca, ...options }) }
  }
}
