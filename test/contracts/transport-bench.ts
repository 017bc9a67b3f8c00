import { expect } from 'vitest'
import type { TransportOptions } from '../../src/adapters/transports/times.ts'
import { ExchangeFailed, type HttpRequest, type Transport } from '../../src/ports/transport.ts'
import { type Behaviour, startRawServer } from '../fakes/raw-server.ts'

export interface TransportUnderTest {
  make(options?: TransportOptions): Promise<Transport> | Transport
  /** The reason it gives when nothing listens there, and when the name does not exist. */
  refused: string
  unknownHost: string
}

/** The transport under test with servers to meet; whoever uses it runs everything in `closing` after each test. */
export class TransportBench {
  readonly name: string
  readonly refused: string
  readonly unknownHost: string
  readonly make: TransportUnderTest['make']
  readonly closing: (() => Promise<void>)[] = []

  constructor(name: string, under: TransportUnderTest) {
    this.name = name
    this.refused = under.refused
    this.unknownHost = under.unknownHost
    this.make = under.make
  }

  async serve(behave: Behaviour, tls?: { key: string; cert: string }) {
    const server = await startRawServer(behave, tls)
    this.closing.push(() => server.close())
    return server
  }

  /** Sends one request to a server of that behaviour; `result` is still on its way. */
  async ask(behave: Behaviour, request: Partial<HttpRequest> = {}, options?: TransportOptions) {
    const server = await this.serve(behave)
    const transport = await this.make(options)
    const url = `${server.url}/x`
    const result = transport.send({ method: 'GET', url, headers: {}, maxBytes: 1000, ...request })
    return { server, result }
  }
}

/** The failure of an exchange that must fail. */
export async function failure(result: Promise<unknown>): Promise<ExchangeFailed> {
  const error = await result.then(
    () => new Error('it did not fail'),
    error => error,
  )
  expect(error).toBeInstanceOf(ExchangeFailed)
  return error
}
