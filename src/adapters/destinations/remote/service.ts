import { AnswerNotUnderstood, DestinationUnavailable, InvalidInput } from '../../../domain/errors.ts'
import { printable } from '../../../domain/printable.ts'
import { Secret } from '../../../domain/secret.ts'
import type { ExchangeFailed, HttpRequest, HttpResponse, Sender } from '../../../ports/transport.ts'
import { Field } from '../../answers/field.ts'
import { jsonIn } from '../../answers/json-in.ts'
import { redaction } from '../../redaction.ts'
import { type Caller, sendWithRetries } from '../../transports/retries.ts'
import { askedWait } from '../../transports/retry-after.ts'
import { isLoopback } from '../../transports/target.ts'
import type { TlsSettings } from '../../transports/times.ts'
import type { RemoteWorld } from './remote-world.ts'

const mostBytes = 2 * 1024 * 1024

/** Anything shorter would blot out words of the service. */
const leastHidden = 8

/** Which service, and how to reach it. `title` begins every message: `Vault at vault.example:8200`. */
export interface ServiceOptions {
  title: string
  /** Without a slash at the end; see `serviceUrl`. */
  baseUrl: string
  tls?: TlsSettings
}

export interface ServiceCall {
  /** A read may be sent again whatever happened to it, a write only as the same value (rotation.md). */
  kind: 'read' | 'write'
  method: HttpRequest['method']
  /** Behind the base address, with its query: `/v1/kv/data/ci`. */
  path: string
  headers: Record<string, string>
  body?: string
  /** What of the body is secret. */
  hidden?: readonly Secret[]
}

/** The HTTP interface of a remote service, with the retries and the words for what all of them have in common. */
export class Service {
  readonly title: string
  readonly #baseUrl: string
  readonly #caller: Caller<Sender>
  /** What was sent for an answer and must not come back in the service's words. */
  readonly #sent = new WeakMap<HttpResponse, readonly Secret[]>()

  constructor({ title, baseUrl, tls = {} }: ServiceOptions, world: RemoteWorld) {
    this.title = `${title} at ${new URL(baseUrl).host}`
    this.#baseUrl = baseUrl
    const transport = world.openTransport(baseUrl, tls)
    this.#caller = { transport, clock: world.clock, random: world.random, budget: world.budget }
  }

  /**
   * Gives any answer below 500 but 429. Throws `DestinationUnavailable`: retryable where a later run may succeed;
   * `timeout` or `unresponsive` where a write may have arrived, so that the place must be read to know.
   */
  async send({ kind, method, path, headers, body, hidden = [] }: ServiceCall): Promise<HttpResponse> {
    const request: HttpRequest = { method, url: `${this.#baseUrl}${path}`, headers, maxBytes: mostBytes }
    const outcome = await sendWithRetries(
      kind === 'read' ? 'any' : 'same-value',
      body === undefined ? request : { ...request, body },
      this.#caller,
    )
    if ('failure' in outcome) throw this.#failed(kind, outcome.failure)
    const { response } = outcome
    const sent = [...credentialsIn(headers), ...hidden]
    this.#sent.set(
      response,
      sent.filter(secret => secret.length >= leastHidden),
    )
    if (response.status === 429) throw this.#tooMany(response)
    if (response.status >= 500) throw this.#broken(kind, response)
    return response
  }

  /** The error for an answer that refuses: `what` was to be done, `why` in the service's own words, if it has some. */
  refusal(what: string, response: HttpResponse, hint: string, why = ''): DestinationUnavailable {
    const redact = redaction(...(this.#sent.get(response) ?? []))
    const told = printable(redact(why)).slice(0, 200)
    const words = told === '' ? '' : `: ${told}`
    return new DestinationUnavailable(`${this.title} refuses ${what} (${response.status})${words}`, {
      hint,
      failure: 'refused',
    })
  }

  /** What `read` takes from an answer's JSON. Throws `DestinationUnavailable` (`corrupt`) for another form than it expects. */
  parse<T>(response: HttpResponse, read: (body: Field) => T): T {
    try {
      return read(new Field(jsonIn(response.body), '', `the answer of ${this.title}`))
    } catch (error) {
      if (!(error instanceof AnswerNotUnderstood)) throw error
      throw new DestinationUnavailable(error.message, {
        hint: 'check its address: something else may answer there',
        failure: 'corrupt',
      })
    }
  }

  #failed(kind: ServiceCall['kind'], failure: ExchangeFailed): DestinationUnavailable {
    const unclear = kind === 'write' && failure.reach === 'maybe-sent'
    const lasting = ['tls', 'proxy', 'malformed', 'too-large'].includes(failure.reason)
    return new DestinationUnavailable(`${this.title} cannot be reached: ${failure.message}`, {
      hint: hints[failure.reason] ?? 'check its address and the network, then run it again',
      failure: unclear ? 'timeout' : 'unavailable',
      retryable: !lasting,
      cause: failure,
    })
  }

  #tooMany(response: HttpResponse): DestinationUnavailable {
    const wait = Math.ceil((askedWait(response, this.#caller.clock.now()) ?? 60_000) / 1000)
    return new DestinationUnavailable(`${this.title} takes no more requests for ${wait} s (429)`, {
      hint: 'run it again after that',
      failure: 'unavailable',
      retryable: true,
    })
  }

  #broken(kind: ServiceCall['kind'], { status }: HttpResponse): DestinationUnavailable {
    return new DestinationUnavailable(`${this.title} answered ${status}`, {
      hint: 'run it again later',
      failure: kind === 'write' ? 'unresponsive' : 'unavailable',
      retryable: true,
    })
  }
}

const hints: Record<string, string | undefined> = {
  tls: 'for an authority of your own set NODE_EXTRA_CA_CERTS, or the variable of that service, to its certificate',
  proxy: 'see HTTPS_PROXY and NO_PROXY',
}

const credentialHeader = /^(authorization|private-token|x-vault-token)$/i

function credentialsIn(headers: ServiceCall['headers']): Secret[] {
  return Object.entries(headers)
    .filter(([name]) => credentialHeader.test(name))
    .map(([, value]) => new Secret(value.replace(/^Bearer /, '')))
}

/** The address of a service from a variable or a file: https, or http on loopback; no slash at the end. Throws `InvalidInput`. */
export function serviceUrl(text: string, source: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const secure = url && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url)))
  if (!secure || url.username || url.password || url.search || url.hash) {
    throw new InvalidInput(`${source} is not an https address, nor http on loopback`, {
      hint: 'a secret is sent there: https://HOST[:PORT], without user, password, query or fragment',
    })
  }
  return url.href.replace(/\/+$/, '')
}

/** A variable; one that is set but empty counts as unset. */
export function variable(env: RemoteWorld['env'], ...names: string[]): string | undefined {
  for (const name of names) if (env[name]) return env[name]
  return undefined
}
