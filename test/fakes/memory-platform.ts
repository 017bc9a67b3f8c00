import { beatpassFacts } from '../../src/adapters/platforms/beatpass-facts.ts'
import * as errors from '../../src/domain/errors.ts'
import type { Account } from '../../src/domain/profile.ts'
import type { Secret } from '../../src/domain/secret.ts'
import { day } from '../../src/domain/status.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type * as port from '../../src/ports/platform.ts'
import { Faults } from './memory-faults.ts'
import { listed, type MemoryToken, secretOf, wholeSecond } from './memory-token.ts'

export interface MemoryAccount {
  email: string
  password: string
  name?: string
  /** The two-factor code that a sign-in must give. */
  code?: string
}

/** One call as it arrived. `by` is the id of the credential's token. */
export type MemoryCall =
  | { verb: 'sign-in'; email: string; name: string }
  | { verb: 'list'; by: string | undefined }
  | { verb: 'create'; by: string | undefined; name: string; expiresAt: Date | null }
  | { verb: 'revoke'; by: string | undefined; id: string }

/** Runs around every call: it may look, wait, throw before `act` (not sent) or after it (answer lost). */
export type Interpose = <T>(call: MemoryCall, act: () => T) => T | Promise<T>

/**
 * BeatPass in memory, quirks included: a sign-in deletes the tokens of its name, a revoke always succeeds, times are whole
 * seconds, a token dies 90 days after its creation and stays listed. Pure: no timers, no randomness; ids count up from 1.
 */
export class MemoryPlatform implements port.Platform {
  facts: port.PlatformFacts = beatpassFacts
  readonly apiUrl = 'https://memory.test/api/v1'
  readonly calls: MemoryCall[] = []
  faults = new Faults()
  /** The most tokens an account may have. */
  cap = Number.POSITIVE_INFINITY
  interpose: Interpose = (_, act) => act()
  /** What it makes of the name of a token, beside trimming it. */
  rename: (name: string) => string = name => name
  readonly #clock: Pick<Clock, 'now'>
  readonly #accounts: (MemoryAccount & { id: number })[] = []
  #tokens: MemoryToken[] = []
  #before: MemoryToken[] = []
  #lastId = 0

  constructor(clock: Pick<Clock, 'now'>, accounts: MemoryAccount[] = []) {
    this.#clock = clock
    this.#accounts = accounts.map((account, at) => ({ ...account, id: at + 1 }))
  }

  /** The same platform in a world of its own: accounts, tokens, faults and calls so far. */
  clone(clock: Pick<Clock, 'now'> = this.#clock): MemoryPlatform {
    const copy = new MemoryPlatform(clock, this.#accounts)
    copy.#tokens = this.#tokens.map(token => ({ ...token }))
    copy.#before = this.#before.map(token => ({ ...token }))
    copy.#lastId = this.#lastId
    copy.calls.push(...this.calls)
    const { facts, cap, rename } = this
    return Object.assign(copy, { facts, faults: this.faults.clone(), cap, rename })
  }

  /** Every token there is, of all accounts, oldest first; bypasses faults and leaves no call. */
  get tokens(): readonly Readonly<MemoryToken>[] {
    return this.#tokens
  }

  /** Puts a token there as if made by somebody else; of the first account and made now unless told otherwise. */
  plant(name: string, { accountId = 1, createdAt = this.#clock.now() } = {}): { id: string; secret: Secret } {
    const token = this.#add(accountId, name, createdAt)
    return { id: String(token.id), secret: secretOf(token.id) }
  }

  /** Takes a token away as if somebody else revoked it. */
  drop(id: string): void {
    this.#replace(this.#tokens.filter(token => String(token.id) !== id))
  }

  async signIn(request: port.SignInRequest): Promise<port.SignedIn> {
    return this.#call({ verb: 'sign-in', email: request.email, name: request.tokenName }, () => {
      const account = this.#accounts.find(it => it.email === request.email)
      if (account?.password !== request.password.reveal()) {
        throw new errors.SignInRejected('the platform rejects the e-mail address or the password')
      }
      if (account.code !== undefined && !request.otp) {
        throw new errors.TwoFactorRequired('the account is protected by a two-factor code')
      }
      if (account.code !== undefined && request.otp?.reveal() !== account.code) {
        throw new errors.SignInRejected('the two-factor code was refused')
      }
      const name = this.#nameOf(request.tokenName)
      const isSame = (token: MemoryToken) =>
        token.accountId === account.id && token.name.toLowerCase() === name.toLowerCase()
      this.#replace(this.#tokens.filter(token => !isSame(token)))
      return { secret: secretOf(this.#add(account.id, name).id), account: this.#account(account.id) }
    })
  }

  async listTokens(credential: Secret): Promise<port.TokenList> {
    return this.#call({ verb: 'list', by: credential.tokenId }, () => {
      if (this.faults.take('list-fails')) throw new errors.PlatformUnavailable('memory: the list fails')
      const { accountId } = this.#authenticate(credential)
      const seen = this.faults.take('stale-list') ? this.#before : this.#tokens
      const tokens = seen.filter(token => token.accountId === accountId).map(listed)
      return { account: this.#account(accountId), tokens, serverTime: this.#serverTime() }
    })
  }

  /** It lists, to keep the calls few in kind. */
  async accepts(credential: Secret): Promise<boolean> {
    return await this.listTokens(credential).then(
      () => true,
      error => {
        if (error instanceof errors.CredentialRejected) return false
        throw error
      },
    )
  }

  /** Two tokens a page; whose they are comes last. */
  async *tokenPages(credential: Secret): AsyncGenerator<port.TokenPage> {
    const { account, tokens, serverTime } = await this.listTokens(credential)
    for (let at = 0; at === 0 || at < tokens.length; at += 2)
      yield { tokens: tokens.slice(at, at + 2), serverTime, ...(at + 2 >= tokens.length && { account }) }
  }

  async createToken(credential: Secret, { name, expiresAt }: port.CreateRequest): Promise<port.CreatedToken> {
    return this.#call({ verb: 'create', by: credential.tokenId, name, expiresAt }, () => {
      if (this.faults.take('create-not-sent'))
        throw new errors.PlatformUnavailable('memory: the create is not sent')
      if (this.faults.take('create-fails')) throw new errors.OutcomeUnknown('memory: the create fails')
      if (this.faults.take('create-late'))
        throw new errors.OutcomeUnknown('memory: no answer in time', { mayComeLate: true })
      const { accountId } = this.#authenticate(credential)
      if (this.#tokens.filter(token => token.accountId === accountId).length >= this.cap) {
        throw new errors.LimitReached('a limit of the platform is reached')
      }
      const token = this.#add(accountId, this.#nameOf(name))
      if (this.faults.take('create-denied')) throw new errors.Forbidden('memory: redirected')
      if (this.faults.take('create-answer-lost'))
        throw new errors.OutcomeUnknown('memory: the answer is lost')
      return { token: listed(token), secret: secretOf(token.id), serverTime: this.#serverTime() }
    })
  }

  async revokeToken(credential: Secret, id: string): Promise<void> {
    if (!/^\d+$/.test(id)) throw new errors.InvalidInput("a token's id is digits only")
    return this.#call({ verb: 'revoke', by: credential.tokenId, id }, () => {
      if (this.faults.take('revoke-fails')) throw new errors.OutcomeUnknown('memory: the revoke fails')
      const { accountId } = this.#authenticate(credential)
      if (this.faults.take('ghost-revoke')) return
      this.#replace(this.#tokens.filter(token => String(token.id) !== id || token.accountId !== accountId))
      if (this.faults.take('revoke-answer-lost'))
        throw new errors.OutcomeUnknown('memory: the answer is lost')
    })
  }

  async #call<T>(call: MemoryCall, act: () => T): Promise<T> {
    this.calls.push(call)
    return this.interpose(call, () => {
      if (this.faults.take('rate-limited')) throw new errors.RateLimited('memory: too many requests')
      return act()
    })
  }

  #authenticate(credential: Secret): MemoryToken {
    const token = this.#tokens.find(it => secretOf(it.id).equals(credential))
    const newest = token && token.id === this.#lastId && this.faults.take('newest-rejected')
    if (!token || newest || this.#hasEnded(token) || this.faults.take('credential-rejected')) {
      throw new errors.CredentialRejected('the platform rejects the credential (401)')
    }
    if (this.faults.take('no-api-access')) throw new errors.ApiAccessMissing('the account has no API access')
    token.lastUsedAt = wholeSecond(this.#clock.now())
    return token
  }

  #hasEnded({ createdAt }: MemoryToken): boolean {
    const { lifetimeDays } = this.facts
    return lifetimeDays !== null && this.#clock.now().getTime() >= createdAt.getTime() + lifetimeDays * day
  }

  #nameOf(text: string): string {
    const name = text.trim()
    const { min, max } = this.facts.names
    if ([...name].length >= min && [...name].length <= max) return this.rename(name)
    throw new errors.InputRefused('the platform refuses the request: tokenName')
  }

  #add(accountId: number, name: string, createdAt = this.#clock.now()): MemoryToken {
    const token = { id: ++this.#lastId, accountId, name, createdAt: wholeSecond(createdAt), lastUsedAt: null }
    this.#replace([...this.#tokens, token])
    return token
  }

  #replace(tokens: MemoryToken[]): void {
    this.#before = this.#tokens
    this.#tokens = tokens
  }

  #account(id: number): Account {
    const account = this.#accounts.find(it => it.id === id)
    return { id: String(id), name: account?.name ?? null, email: account?.email ?? null }
  }

  #serverTime(): Date | null {
    return this.faults.take('no-date') ? null : wholeSecond(this.#clock.now())
  }
}
