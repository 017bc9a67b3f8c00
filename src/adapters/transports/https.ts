import type { Agent, ClientRequest, IncomingMessage } from 'node:http'
import type { HttpAnswer, HttpRequest, HttpResponse, Transport } from '../../ports/transport.ts'
import { Attempt, type Incoming } from './attempt.ts'
import { acceptedEncodings } from './body.ts'
import { EarlyConnection } from './early-connection.ts'
import { piecesOf } from './pieces.ts'
import { targetOf } from './target.ts'
import { addressOptions, maxHeaderSize, type TransportOptions, tlsOptions } from './times.ts'

/** How much of an answer may wait to be taken, in bytes: several pieces of what TLS makes, 16 KiB each. */
const highWaterMark = 65_536

/** Straight to the platform with Node's own client; https, or http on loopback. Idle connections never hold the process. */
export class HttpsTransport implements Transport {
  readonly #options: TransportOptions
  readonly #agents = new Map<string, Agent>()
  readonly #agent: Agent | undefined
  readonly #early = new EarlyConnection()

  /** `agent` keeps the connections, where somebody else has one for that origin. */
  constructor(options: TransportOptions = {}, agent?: Agent) {
    this.#options = options
    this.#agent = agent
  }

  /**
   * See the port. What may not be sent twice goes over a fresh connection: a stale one could be cut after
   * the request.
   */
  async send(request: HttpRequest): Promise<HttpResponse> {
    const url = targetOf(request.url)
    const attempt = new Attempt(url.host, this.#options.times)
    return attempt.run(async () => attempt.read(await this.#write(request, url, attempt), request.maxBytes))
  }

  /** See the port. */
  warm(address: string): void {
    // A turn later: a child process that was begun before is under way by then, and loads beside this one.
    setImmediate(() => {
      try {
        const url = targetOf(address)
        this.#early.begin(this.#agentFor(url), url, this.#connection())
      } catch {
        // The request meets the same and says so.
      }
    })
  }

  /** See the port. `over` is called once all of it is over, however it ends. */
  async open(request: HttpRequest, over = () => {}): Promise<HttpAnswer> {
    const url = targetOf(request.url)
    const attempt = new Attempt(url.host, this.#options.times)
    return attempt.open(() => this.#write(request, url, attempt), request.maxBytes, over)
  }

  #write(request: HttpRequest, url: URL, attempt: Attempt): Promise<Incoming> {
    return new Promise((resolve, reject) => {
      const sent = this.#open(request, url)
      attempt.whenOver(() => sent.destroy())
      sent.on('error', reject)
      sent.once('response', answer => resolve(incomingOf(answer)))
      sent.once('socket', socket => {
        const pending = 'secureConnecting' in socket ? socket.secureConnecting : socket.connecting
        if (sent.reusedSocket || !pending) attempt.begin()
        else socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => attempt.begin())
      })
      // One by one: given as an option they would be printed by NODE_DEBUG=http, the credential with them.
      sent.setHeader('Accept-Encoding', acceptedEncodings)
      for (const [name, value] of Object.entries(request.headers)) sent.setHeader(name, value)
      sent.end(request.body)
    })
  }

  #open(request: HttpRequest, url: URL): ClientRequest {
    const { request: start } = moduleFor(url)
    const reusable = request.method === 'GET' || request.method === 'DELETE'
    return start(url, {
      method: request.method,
      agent: reusable ? this.#agentFor(url) : false,
      maxHeaderSize,
      insecureHTTPParser: false,
      ...this.#connection(),
    })
  }

  #connection() {
    return { ...addressOptions(this.#options), ...tlsOptions(this.#options), highWaterMark }
  }

  #agentFor(url: URL): Agent {
    const { Agent } = moduleFor(url)
    const known = this.#agent ?? this.#agents.get(url.protocol)
    if (known) return known
    const agent = new Agent({ keepAlive: true, maxFreeSockets: 4 })
    this.#agents.set(url.protocol, agent)
    return agent
  }
}

function incomingOf(answer: IncomingMessage): Incoming {
  return { status: answer.statusCode ?? 0, headers: answer.headersDistinct, chunks: piecesOf(answer) }
}

/** Not imported: as ESM, Node 22 and later load all of undici with it (speed.md). */
export function moduleFor(url: URL): typeof import('node:https') | typeof import('node:http') {
  return url.protocol === 'https:'
    ? process.getBuiltinModule('node:https')
    : process.getBuiltinModule('node:http')
}
