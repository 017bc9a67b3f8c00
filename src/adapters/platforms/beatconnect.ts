import type { BeatpassError } from '../../domain/errors.ts'
import { fingerprintOf } from '../../domain/fingerprint.ts'
import type { Account } from '../../domain/profile.ts'
import type { Secret } from '../../domain/secret.ts'
import { notByCall, notSignedInBy, refuseUnlessByCall } from '../../ports/not-by-call.ts'
import type {
  CreatedToken,
  CreateRequest,
  Platform,
  SignedIn,
  TokenList,
  TokenPage,
} from '../../ports/platform.ts'
import type { HttpResponse } from '../../ports/transport.ts'
import type { Caller } from '../transports/retries.ts'
import { readCreatedKey, readKeys, readMe } from './beatconnect-answers.ts'
import { beatconnectFacts } from './beatconnect-facts.ts'
import { jsonOf } from './beatpass-answers.ts'
import type { Call } from './call.ts'
import { envelopeRefusal } from './envelope-refusals.ts'
import { isAccepted } from './is-accepted.ts'
import { isGood, JsonCalls, readWritten, redactionOf, type Sent } from './json-calls.ts'
import { serverTime } from './server-time.ts'

/** What an API key looks like; anything else that is a credential is an access token of OAuth. */
const key = /^bca_(live|test)_[A-Za-z0-9]{16,}$/

/**
 * BeatConnect over HTTP. All of its calls are ours (see its facts); on the operator's host none is made. A session manages
 * keys; a key tells who it is and nothing else.
 */
export class BeatConnect implements Platform {
  readonly facts = beatconnectFacts
  readonly apiUrl: string
  readonly #calls: JsonCalls
  readonly #accounts = new Map<string, Account>()

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

  /** See the port: there is no sign-in by password. */
  async signIn(): Promise<SignedIn> {
    throw notSignedInBy(this.facts, 'password', this.apiUrl)
  }

  /** See the port. Two calls: who it is, once for a session, and its keys. */
  async listTokens(credential: Secret): Promise<TokenList> {
    if (key.test(credential.reveal())) {
      const me = await this.#get('/me', credential)
      const { account } = readMe(jsonOf(me))
      return { account, tokens: [], serverTime: serverTime(me), partial: true }
    }
    const known = this.#accounts.get(credential.reveal())
    const account = known ?? readMe(jsonOf(await this.#get('/me', credential))).account
    this.#accounts.set(credential.reveal(), account)
    const keys = await this.#get('/keys', credential)
    return { account, tokens: readKeys(jsonOf(keys)), serverTime: serverTime(keys) }
  }

  /** See the port. */
  async accepts(credential: Secret): Promise<boolean> {
    return await isAccepted(async () => readMe(jsonOf(await this.#get('/me', credential))))
  }

  /** See the port. All in one page: the call has none. */
  async *tokenPages(credential: Secret): AsyncGenerator<TokenPage> {
    const keys = await this.#get('/keys', credential)
    yield { tokens: readKeys(jsonOf(keys)), serverTime: serverTime(keys) }
  }

  /** See the port. Asked with the key itself; where no call is made it is a mark of ours. */
  async identify(secret: Secret): Promise<string | undefined> {
    if (!key.test(secret.reveal())) return undefined
    if (this.facts.verbs(this.apiUrl).list === 'page') return fingerprintOf(secret)
    return readMe(jsonOf(await this.#get('/me', secret))).keyId ?? undefined
  }

  /** See the port. */
  async createToken(credential: Secret, request: CreateRequest): Promise<CreatedToken> {
    refuseUnlessByCall(this, 'create')
    const { name, environment = this.facts.environments[0], description, replaces } = request
    const call = { kind: 'create', name } as const
    const body = { name, environment, description, replaces }
    const response = await this.#ask(call, { method: 'POST', path: '/keys', credential, body })
    const created = readWritten(call, () => readCreatedKey(jsonOf(response)))
    return { ...created, serverTime: serverTime(response) }
  }

  /** See the port. One that is unknown is gone: the list tells. */
  async revokeToken(credential: Secret, id: string): Promise<void> {
    refuseUnlessByCall(this, 'revoke')
    const call = { kind: 'revoke', id } as const
    const sent = { method: 'DELETE', path: `/keys/${encodeURIComponent(id)}`, credential } as const
    const response = await this.#calls.send(call, sent)
    if (response.status !== 404 && !isGood(response)) throw this.#refusal(sent, response)
  }

  async #get(path: string, credential: Secret): Promise<HttpResponse> {
    if (this.facts.verbs(this.apiUrl).list === 'page') throw notByCall(this.facts, 'list', this.apiUrl)
    return await this.#ask({ kind: 'read' }, { method: 'GET', path, credential })
  }

  async #ask(call: Call, sent: Sent): Promise<HttpResponse> {
    const response = await this.#calls.send(call, sent)
    if (isGood(response)) return response
    throw this.#refusal(sent, response)
  }

  #refusal(sent: Sent, response: HttpResponse): BeatpassError {
    const { facts, apiUrl } = this
    return envelopeRefusal(response, { facts, apiUrl, redact: redactionOf(sent) })
  }
}
