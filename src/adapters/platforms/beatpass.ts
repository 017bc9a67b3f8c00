import { type BeatpassError, InvalidInput } from '../../domain/errors.ts'
import type { Secret } from '../../domain/secret.ts'
import type {
  CreatedToken,
  CreateRequest,
  Platform,
  SignedIn,
  SignInRequest,
  TokenList,
  TokenPage,
} from '../../ports/platform.ts'
import type { HttpAnswer, HttpResponse } from '../../ports/transport.ts'
import { readAnswer } from '../transports/read-answer.ts'
import type { Caller } from '../transports/retries.ts'
import { jsonOf, readCreated, readSignIn, readUser } from './beatpass-answers.ts'
import { refusalOf } from './beatpass-refusals.ts'
import type { Call } from './call.ts'
import { exchangeBy } from './exchange.ts'
import { isAccepted } from './is-accepted.ts'
import { isGood, JsonCalls, readWritten, redactionOf, type Sent } from './json-calls.ts'
import { serverTime } from './server-time.ts'
import { twoFactorRequired } from './sign-in-refusal.ts'
import { strictBody, wantsMore } from './strict-fork.ts'
import { allTokens, pagesOfTokens } from './token-lists.ts'
import { longestList } from './token-pages.ts'
import type { BeatPassSite } from './vebto-facts.ts'

/** BeatPass and every other site on its code base, over HTTP. The facts of the wire are in platforms.md. */
export class BeatPass implements Platform {
  readonly facts: BeatPassSite
  readonly apiUrl: string
  readonly #caller: Caller
  readonly #calls: JsonCalls

  /** Throws `InvalidInput` for an address that is neither https nor http on loopback. */
  constructor(site: BeatPassSite, apiUrl: string, caller: Caller) {
    this.facts = site
    this.#caller = caller
    this.#calls = new JsonCalls(apiUrl, caller)
    this.apiUrl = this.#calls.apiUrl
  }

  /** See the port. */
  warm(): void {
    this.#calls.warm()
  }

  /** See the port. */
  expectMany(): void {
    this.#calls.expectMany()
  }

  /** See the port. */
  whenHeld(listener: (until: Date) => void): void {
    this.#calls.whenHeld(listener)
  }

  /** See the port. `otp` goes as `code`, which no operator documents. */
  async signIn({ email, password, tokenName, otp }: SignInRequest): Promise<SignedIn> {
    const call = { kind: 'sign-in', name: tokenName, otp: otp !== undefined } as const
    const code = otp ? { code: otp.reveal() } : {}
    const body = { email, password: password.reveal(), token_name: tokenName, ...code }
    const hidden = otp ? [password, otp] : [password]
    const response = await this.#ask(call, { method: 'POST', path: '/auth/login', body, hidden })
    const signedIn = readWritten(call, () => readSignIn(jsonOf(response)))
    if (!signedIn) throw twoFactorRequired(call)
    return signedIn
  }

  /** See the port. */
  async listTokens(credential: Secret): Promise<TokenList> {
    return await allTokens((path, read) => this.#fetch(path, credential, read))
  }

  /** See the port. */
  tokenPages(credential: Secret): AsyncGenerator<TokenPage> {
    return pagesOfTokens((path, read) => this.#fetch(path, credential, read))
  }

  /** See the port. The account alone, which every generation tells without its tokens. */
  async accepts(credential: Secret): Promise<boolean> {
    const me = { method: 'GET', path: '/users/me', credential } as const
    return await isAccepted(async () => readUser(jsonOf(await this.#ask({ kind: 'read' }, me))))
  }

  /**
   * See the port. The end is sent only where the site has no fixed lifetime; sites that do not know the field ignore it. A
   * site of the stricter fork says so by refusing, and is asked once more in its own terms.
   */
  async createToken(credential: Secret, { name, expiresAt }: CreateRequest): Promise<CreatedToken> {
    const call = { kind: 'create', name } as const
    const end = expiresAt && this.facts.lifetimeDays === null ? { expires_at: expiresAt.toISOString() } : {}
    const to = { method: 'POST', path: '/access-tokens', credential } as const
    const first = await this.#calls.send(call, { ...to, body: { tokenName: name, ...end } })
    const now = serverTime(first) ?? this.#caller.clock.now()
    const response = wantsMore(first)
      ? await this.#calls.send(call, { ...to, body: strictBody(name, expiresAt, now) })
      : first
    if (!isGood(response)) throw this.#refusal(call, to, response)
    const created = readWritten(call, () => readCreated(jsonOf(response)))
    return { ...created, serverTime: serverTime(response) }
  }

  /** See the port. Throws `InvalidInput`, sending nothing, for an id that is not digits. */
  async revokeToken(credential: Secret, id: string): Promise<void> {
    if (!/^\d{1,20}$/.test(id)) throw new InvalidInput("a token's id is digits only")
    const call = { kind: 'revoke', id } as const
    const sent = { method: 'DELETE', path: `/access-tokens/${id}`, credential } as const
    const response = await this.#calls.send(call, sent)
    if (response.status === 404) return
    if (!isGood(response)) throw this.#refusal(call, sent, response)
    if (response.body !== '') readWritten(call, () => jsonOf(response))
  }

  async #ask(call: Call, sent: Sent): Promise<HttpResponse> {
    const response = await this.#calls.send(call, sent)
    if (!isGood(response)) throw this.#refusal(call, sent, response)
    return response
  }

  /** Asks for something that may be large and reads it as it comes. */
  async #fetch<T>(path: string, credential: Secret, read: (answer: HttpAnswer) => Promise<T>): Promise<T> {
    const call = { kind: 'read' } as const
    const sent = { method: 'GET', path, credential } as const
    const request = this.#calls.request(sent)
    const long = { ...request, maxBytes: longestList }
    const send = () => readAnswer(this.#caller.transport, long, read, request.maxBytes)
    const answer = await exchangeBy(call, send, this.#caller)
    if (answer.good) return answer.result
    throw this.#refusal(call, sent, answer)
  }

  #refusal(call: Call, sent: Sent, response: HttpResponse): BeatpassError {
    return refusalOf(call, response, { site: this.facts, apiUrl: this.apiUrl, redact: redactionOf(sent) })
  }
}
