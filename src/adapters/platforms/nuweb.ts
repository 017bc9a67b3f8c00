import { BeatpassError, InputRequired } from '../../domain/errors.ts'
import type { Account, Tenancy } from '../../domain/profile.ts'
import type { Secret } from '../../domain/secret.ts'
import { notByCall } from '../../ports/not-by-call.ts'
import type {
  CreatedToken,
  CreateRequest,
  Platform,
  SignedIn,
  SignInRequest,
  TokenList,
  TokenPage,
} from '../../ports/platform.ts'
import { tenantHeaders } from '../../ports/tenant-headers.ts'
import type { HttpResponse } from '../../ports/transport.ts'
import type { Caller } from '../transports/retries.ts'
import { jsonOf } from './beatpass-answers.ts'
import { refusalOf } from './beatpass-refusals.ts'
import type { Call } from './call.ts'
import { isAccepted } from './is-accepted.ts'
import { isGood, JsonCalls, readWritten, redactionOf, type Sent } from './json-calls.ts'
import { readLogin, readNuwebUser } from './nuweb-answers.ts'
import { nuwebFacts } from './nuweb-facts.ts'
import { serverTime } from './server-time.ts'

/** Nuweb over HTTP. `GET /user` is ours: Laravel's own route, which it does not document. */
export class Nuweb implements Platform {
  readonly facts = nuwebFacts
  readonly apiUrl: string
  readonly #calls: JsonCalls

  /** Throws `InvalidInput` for an address that is neither https nor http on loopback. */
  constructor(apiUrl: string, tenancy: Tenancy, caller: Caller) {
    this.#calls = new JsonCalls(apiUrl, caller, () => tenantHeaders(nuwebFacts, tenancy))
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

  /** See the port. Earlier tokens of that name stay. `otp` goes as `code`, which is ours. */
  async signIn(request: SignInRequest): Promise<SignedIn> {
    const { secret } = await this.#mint(request)
    return { secret, account: await this.#accountOf(secret) }
  }

  /** See the port: there is no list, so it tells who the credential is. */
  async listTokens(credential: Secret): Promise<TokenList> {
    const response = await this.#ask({ kind: 'read' }, { method: 'GET', path: '/user', credential })
    const account = readNuwebUser(jsonOf(response))
    return { account, tokens: [], serverTime: serverTime(response), partial: true }
  }

  /** See the port. */
  async accepts(credential: Secret): Promise<boolean> {
    return await isAccepted(() => this.listTokens(credential))
  }

  /** See the port. */
  // biome-ignore lint/correctness/useYield: it only throws
  async *tokenPages(): AsyncGenerator<TokenPage> {
    throw notByCall(this.facts, 'list', this.apiUrl)
  }

  /** See the port. It is a sign-in with the token's name. */
  async createToken(_: Secret, { name, signIn }: CreateRequest): Promise<CreatedToken> {
    if (!signIn) throw new InputRequired('a create on Nuweb takes the password', { hint: '--password-stdin' })
    const { secret, at } = await this.#mint({ ...signIn, tokenName: name })
    const unknown = { expiresAt: null, lastUsedAt: null, environment: null, revoked: false }
    const token = { id: secret.tokenId ?? '', name, createdAt: at, ...unknown }
    return { token, secret, serverTime: at }
  }

  /** See the port. */
  async revokeToken(): Promise<void> {
    throw notByCall(this.facts, 'revoke', this.apiUrl)
  }

  async #mint({
    email,
    password,
    tokenName,
    otp,
  }: SignInRequest): Promise<{ secret: Secret; at: Date | null }> {
    const call = { kind: 'sign-in', name: tokenName, otp: otp !== undefined } as const
    const code = otp ? { code: otp.reveal() } : {}
    const body = { email, password: password.reveal(), device_name: tokenName, ...code }
    const hidden = otp ? [password, otp] : [password]
    const response = await this.#ask(call, { method: 'POST', path: '/login', body, hidden })
    return { secret: readWritten(call, () => readLogin(jsonOf(response))), at: serverTime(response) }
  }

  /** The token is there already: that nobody says whose it is must not lose it. */
  async #accountOf(secret: Secret): Promise<Account | null> {
    try {
      return (await this.listTokens(secret)).account
    } catch (error) {
      if (error instanceof BeatpassError) return null
      throw error
    }
  }

  async #ask(call: Call, sent: Sent): Promise<HttpResponse> {
    const response = await this.#calls.send(call, sent)
    if (isGood(response)) return response
    const redact = redactionOf(sent)
    throw refusalOf(call, response, { site: this.facts, apiUrl: this.apiUrl, redact })
  }
}
