import { fingerprintOf } from '../../domain/fingerprint.ts'
import type { Secret } from '../../domain/secret.ts'
import { notByCall, notSignedInBy } from '../../ports/not-by-call.ts'
import type { CreatedToken, Platform, SignedIn, TokenList, TokenPage } from '../../ports/platform.ts'
import type { Caller } from '../transports/retries.ts'
import { jsonOf } from './beatpass-answers.ts'
import { envelopeRefusal } from './envelope-refusals.ts'
import { isAccepted } from './is-accepted.ts'
import { isGood, JsonCalls, redactionOf } from './json-calls.ts'
import { readMeetzyUser } from './meetzy-answers.ts'
import { meetzyFacts } from './meetzy-facts.ts'
import { serverTime } from './server-time.ts'

/** Meetzy over HTTP: nothing can be done with tokens but to use them. `GET /me` is ours: it documents no such call. */
export class Meetzy implements Platform {
  readonly facts = meetzyFacts
  readonly apiUrl: string
  readonly #calls: JsonCalls

  /** Throws `InvalidInput` for an address that is neither https nor http on loopback. */
  constructor(apiUrl: string, caller: Caller) {
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

  /** See the port: there is no sign-in call. */
  async signIn(): Promise<SignedIn> {
    throw notSignedInBy(this.facts, 'password', this.apiUrl)
  }

  /** See the port: there is no list, so it tells who the credential is. */
  async listTokens(credential: Secret): Promise<TokenList> {
    const { facts, apiUrl } = this
    const response = await this.#calls.send({ kind: 'read' }, { method: 'GET', path: '/me', credential })
    if (!isGood(response))
      throw envelopeRefusal(response, { facts, apiUrl, redact: redactionOf({ credential }) })
    const account = readMeetzyUser(jsonOf(response))
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

  /** See the port: tokens have no id, so it is a mark of ours, and nothing is sent. */
  async identify(secret: Secret): Promise<string> {
    return fingerprintOf(secret)
  }

  /** See the port. */
  async createToken(): Promise<CreatedToken> {
    throw notByCall(this.facts, 'create', this.apiUrl)
  }

  /** See the port. */
  async revokeToken(): Promise<void> {
    throw notByCall(this.facts, 'revoke', this.apiUrl)
  }
}
