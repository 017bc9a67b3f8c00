import * as oauth from 'oauth4webapi'
import { AnswerNotUnderstood, BeatpassError, NotSupported } from '../../domain/errors.ts'
import { Secret } from '../../domain/secret.ts'
import type { Grant, OAuthClient } from '../../ports/authorization.ts'
import type { WhichTwice } from '../transports/retries.ts'
import type { AuthorizationWorld } from './authorization-world.ts'
import { fetchBy } from './fetch-by.ts'
import { type Meanings, refusal } from './refusal.ts'

type EndpointName =
  | 'authorization_endpoint'
  | 'token_endpoint'
  | 'device_authorization_endpoint'
  | 'revocation_endpoint'

/** A request of oauth4webapi and how its answer is read. */
export interface Exchange<Result> {
  which: WhichTwice
  send(options: HttpOptions): Promise<Response>
  read(response: Response): Promise<Result>
  /** What was sent and must not come back in a message. */
  hidden: readonly string[]
  meanings?: Meanings
}

/** What every request of oauth4webapi is given. */
export interface HttpOptions {
  [oauth.customFetch]: (url: string, options: oauth.CustomFetchOptions<string, unknown>) => Promise<Response>
  [oauth.allowInsecureRequests]: boolean
}

/** One authorization server, found by RFC 8414, and how to speak to it. */
export class AuthorizationServer {
  readonly metadata: oauth.AuthorizationServer
  readonly #world: AuthorizationWorld
  readonly #origin: URL

  private constructor(metadata: oauth.AuthorizationServer, origin: URL, world: AuthorizationWorld) {
    this.metadata = metadata
    this.#origin = origin
    this.#world = world
  }

  /** Asks the origin of the API address. Throws `NotSupported` where nothing there says how to sign in. */
  static async find(world: AuthorizationWorld): Promise<AuthorizationServer> {
    const origin = new URL(new URL(world.apiUrl).origin)
    try {
      const options = httpOptions('any', origin, world)
      const response = await oauth.discoveryRequest(origin, { ...options, algorithm: 'oauth2' })
      if (response.status >= 400) throw unknownServer(world)
      return new AuthorizationServer(await oauth.processDiscoveryResponse(origin, response), origin, world)
    } catch (error) {
      if (error instanceof BeatpassError && !(error instanceof AnswerNotUnderstood)) throw error
      throw unknownServer(world)
    }
  }

  /** An endpoint that the server names. Throws `NotSupported` where it names none, or one that is not https. */
  endpoint(name: EndpointName, what: string): URL {
    const url = this.trusted(this.metadata[name] ?? '')
    if (url) return url
    throw new NotSupported(`${this.#world.title} offers no ${what}`, {
      hint: 'beatpass login --with-token takes a token made on the web page',
    })
  }

  /** An address that the server names: https, or http where the server itself is on loopback; else `undefined`. */
  trusted(address: string): URL | undefined {
    const url = URL.canParse(address) ? new URL(address) : undefined
    const isLocal = this.#origin.protocol === 'http:'
    return url?.protocol === 'https:' || (isLocal && url?.protocol === 'http:') ? url : undefined
  }

  /** Sends and reads; whatever goes wrong comes out in our own words. */
  async exchange<Result>({ which, send, read, hidden, meanings }: Exchange<Result>): Promise<Result> {
    try {
      return await read(await send(httpOptions(which, this.#origin, this.#world)))
    } catch (error) {
      throw refusal(error, hidden, meanings)
    }
  }

  /** What was granted, of a token endpoint's answer. Throws `AnswerNotUnderstood` for a token that is no bearer. */
  grantOf(answer: oauth.TokenEndpointResponse, asked: readonly string[]): Grant {
    if (answer.token_type !== 'bearer') {
      throw new AnswerNotUnderstood('the authorization server granted a token of another kind than bearer')
    }
    const { access_token, refresh_token, expires_in, scope } = answer
    const end = expires_in === undefined ? null : this.#world.clock.now().getTime() + expires_in * 1000
    return {
      access: new Secret(access_token),
      refresh: refresh_token === undefined ? undefined : new Secret(refresh_token),
      expiresAt: end === null ? null : new Date(end),
      scopes: scope === undefined ? asked : scope.split(' ').filter(one => one !== ''),
    }
  }
}

/** How a client proves that it is itself: by its secret (basic), or not at all. */
export function proofOf({ secret }: OAuthClient): oauth.ClientAuth {
  return secret ? oauth.ClientSecretBasic(secret.reveal()) : oauth.None()
}

/** What a request of that client holds that must not come back in a message. */
export function hiddenOf({ secret }: OAuthClient, ...others: readonly string[]): string[] {
  return secret ? [secret.reveal(), ...others] : [...others]
}

/** As oauth4webapi knows a client. */
export function clientOf({ id }: OAuthClient): oauth.Client {
  return { client_id: id }
}

function httpOptions(which: WhichTwice, origin: URL, world: AuthorizationWorld): HttpOptions {
  const send = fetchBy(which, world)
  return {
    [oauth.customFetch]: (url, { method, headers, body }) =>
      send(url, { method, headers, body: body instanceof URLSearchParams ? body : null }),
    [oauth.allowInsecureRequests]: origin.protocol === 'http:',
  }
}

function unknownServer({ title, apiUrl }: AuthorizationWorld): NotSupported {
  const { host } = new URL(apiUrl)
  return new NotSupported(`${title} does not say at ${host} how to sign in with a browser`, {
    hint: 'beatpass login --with-token takes a token made on the web page',
  })
}
