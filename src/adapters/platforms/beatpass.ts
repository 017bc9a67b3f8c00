import { AnswerNotUnderstood, type BeatpassError, InvalidInput } from '../../domain/errors.ts'
import { printable } from '../../domain/printable.ts'
import { parseApiUrl } from '../../domain/profile.ts'
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
import type { HttpAnswer, HttpRequest, HttpResponse } from '../../ports/transport.ts'
import { readAnswer } from '../transports/read-answer.ts'
import type { Caller } from '../transports/retries.ts'
import { httpDate } from '../transports/retry-after.ts'
import { jsonOf, readCreated, readSignIn } from './beatpass-answers.ts'
import { refusalOf } from './beatpass-refusals.ts'
import { type Call, outcomeUnknown } from './call.ts'
import { exchange, exchangeBy } from './exchange.ts'
import { twoFactorRequired } from './sign-in-refusal.ts'
import { allTokens, pagesOfTokens } from './token-lists.ts'
import { longestList } from './token-pages.ts'
import type { BeatPassSite } from './vebto-facts.ts'

const maxBytes = 1_048_576

interface Sent {
  method: HttpRequest['method']
  path: string
  credential?: Secret
  body?: Record<string, string>
}

/** BeatPass and every other site on its code base, over HTTP. The facts of the wire are in platforms.md. */
export class BeatPass implements Platform {
  readonly facts: BeatPassSite
  readonly apiUrl: string
  readonly #caller: Caller

  /** Throws `InvalidInput` for an address that is neither https nor http on loopback. */
  constructor(site: BeatPassSite, apiUrl: string, caller: Caller) {
    this.facts = site
    this.apiUrl = parseApiUrl(apiUrl)
    this.#caller = caller
  }

  /** See the port. */
  warm(): void {
    this.#caller.transport.warm?.(this.apiUrl)
  }

  /** See the port. `otp` goes as `code`, which no operator documents. */
  async signIn({ email, password, tokenName, otp }: SignInRequest): Promise<SignedIn> {
    const call = { kind: 'sign-in', name: tokenName, otp: otp !== undefined } as const
    const code = otp ? { code: otp.reveal() } : {}
    const body = { email, password: password.reveal(), token_name: tokenName, ...code }
    const response = await this.#ask(call, { method: 'POST', path: '/auth/login', body })
    const signedIn = this.#read(call, () => readSignIn(jsonOf(response)))
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

  /** See the port. The end is sent only where the site has no fixed lifetime; sites that do not know the field ignore it. */
  async createToken(credential: Secret, { name, expiresAt }: CreateRequest): Promise<CreatedToken> {
    const call = { kind: 'create', name } as const
    const end = expiresAt && this.facts.lifetimeDays === null ? { expires_at: expiresAt.toISOString() } : {}
    const body = { tokenName: name, ...end }
    const response = await this.#ask(call, { method: 'POST', path: '/access-tokens', credential, body })
    const created = this.#read(call, () => readCreated(jsonOf(response)))
    return { ...created, serverTime: serverTime(response) }
  }

  /** See the port. Throws `InvalidInput`, sending nothing, for an id that is not digits. */
  async revokeToken(credential: Secret, id: string): Promise<void> {
    if (!/^\d{1,20}$/.test(id)) throw new InvalidInput("a token's id is digits only")
    const call = { kind: 'revoke', id } as const
    const response = await this.#ask(call, { method: 'DELETE', path: `/access-tokens/${id}`, credential })
    if (response.body !== '') this.#read(call, () => jsonOf(response))
  }

  async #ask(call: Call, sent: Sent): Promise<HttpResponse> {
    const response = await exchange(call, this.#request(sent), this.#caller)
    const gone = call.kind === 'revoke' && response.status === 404
    if (gone) return { ...response, body: '' }
    if (response.status < 200 || response.status > 299) throw this.#refusal(call, response)
    return response
  }

  /** Asks for something that may be large and reads it as it comes. */
  async #fetch<T>(path: string, credential: Secret, read: (answer: HttpAnswer) => Promise<T>): Promise<T> {
    const call = { kind: 'read' } as const
    const request = { ...this.#request({ method: 'GET', path, credential }), maxBytes: longestList }
    const send = () => readAnswer(this.#caller.transport, request, read, maxBytes)
    const answer = await exchangeBy(call, send, this.#caller)
    if (answer.good) return answer.result
    throw this.#refusal(call, answer)
  }

  #refusal(call: Call, response: HttpResponse): BeatpassError {
    return refusalOf(call, response, { site: this.facts, apiUrl: this.apiUrl })
  }

  /** A write that succeeded and whose answer cannot be read happened all the same. */
  #read<T>(call: Exclude<Call, { kind: 'read' }>, read: () => T): T {
    try {
      return read()
    } catch (error) {
      throw error instanceof AnswerNotUnderstood ? unreadable(call, error) : error
    }
  }

  #request({ method, path, credential, body }: Sent): HttpRequest {
    return {
      method,
      url: `${this.apiUrl}${path}`,
      headers: {
        Accept: 'application/json',
        'User-Agent': 'beatpass',
        ...(credential ? { Authorization: `Bearer ${bearer(credential)}` } : {}),
        ...(body ? { 'Content-Type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      maxBytes,
    }
  }
}

function unreadable(call: Exclude<Call, { kind: 'read' }>, error: AnswerNotUnderstood): BeatpassError {
  if (call.kind !== 'sign-in') return outcomeUnknown(call, error.message, error)
  const orphan = `a token named '${printable(call.name)}' may be left on the platform`
  return new AnswerNotUnderstood(error.message, { hint: error.hint ? `${error.hint}; ${orphan}` : orphan })
}

function bearer(credential: Secret): string {
  const text = credential.reveal()
  if (/^[\x21-\x7e]+$/.test(text)) return text
  throw new InvalidInput('the credential holds characters that no token has', {
    hint: 'was a line break or a space pasted along with it',
  })
}

function serverTime(response: HttpResponse): Date | null {
  return httpDate(response.headers.date) ?? null
}
