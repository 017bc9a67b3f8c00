import { createHash } from 'node:crypto'
import { Secret } from '../../../domain/secret.ts'
import { type Clock, secondsOf } from '../../clock.ts'
import type { Database } from '../../store/database.ts'
import type { OAuthApp } from '../../store/oauth/apps.ts'
import { type CodeRow, type CodeStore, codeStore } from '../../store/oauth/codes.ts'
import { type GrantRow, type GrantStore, grantStore } from '../../store/oauth/grants.ts'
import { type OAuthTokenStore, oauthTokenStore } from '../../store/oauth/tokens.ts'
import { hashOf } from '../hash.ts'
import { lettersAndDigits } from '../token-form.ts'
import { scopesAsked } from './scopes.ts'

/** What a token answer says. */
export interface IssuedTokens {
  access: Secret
  refresh: Secret
  /** Seconds; null: the access token does not end. */
  expiresIn: number | null
  scopes: string[]
}

export type Authorization = Pick<CodeRow, 'appId' | 'accountId' | 'redirectUri' | 'challenge' | 'scopes'>

export interface GrantService {
  /** A code for what a person has just allowed. */
  authorize(authorization: Authorization): Secret
  /** Turns a code into tokens, once; a second use ends what the first gave. `undefined`: the code is no good here. */
  exchange(app: OAuthApp, code: string, redirectUri: string, verifier: string): IssuedTokens | undefined
  /** New tokens for a refresh token, which is thereby used up; a second use ends the whole family. */
  refresh(app: OAuthApp, token: string, scope: string | undefined): IssuedTokens | 'invalid_scope' | undefined
  /** Tokens without a code: what a device gets. */
  issue(grant: Pick<GrantRow, 'appId' | 'accountId' | 'scopes'>): IssuedTokens
  /** RFC 7009: an access token alone, a refresh token with its family. False: it is another app's. */
  revoke(app: OAuthApp, token: string): boolean
  /** Whose living access token it is, and what it may. */
  authenticate(token: string): GrantRow | undefined
}

const codeSeconds = 60
const refreshSeconds = 30 * 86_400

/** Codes, access and refresh tokens in a database. */
export class Grants implements GrantService {
  readonly #database: Database
  readonly #clock: Clock
  readonly #accessSeconds: number | null
  readonly #grants: GrantStore
  readonly #codes: CodeStore
  readonly #tokens: OAuthTokenStore

  /** `accessSeconds`: how long access tokens live; null: for ever. */
  constructor(database: Database, clock: Clock, accessSeconds: number | null) {
    this.#database = database
    this.#clock = clock
    this.#accessSeconds = accessSeconds
    this.#grants = grantStore(database)
    this.#codes = codeStore(database)
    this.#tokens = oauthTokenStore(database)
  }

  authorize(authorization: Authorization): Secret {
    const code = lettersAndDigits(43)
    this.#codes.add({ ...authorization, hash: hashOf(code), endsAt: this.#now + codeSeconds })
    return new Secret(code)
  }

  exchange(app: OAuthApp, text: string, redirectUri: string, verifier: string): IssuedTokens | undefined {
    const code = this.#codes.byHash(hashOf(text))
    if (!code || code.appId !== app.id) return undefined
    if (code.grantId !== null) {
      this.#grants.revoke(code.grantId, this.#now)
      return undefined
    }
    const proven = code.challenge === challengeOf(verifier)
    if (this.#isOver(code) || code.redirectUri !== redirectUri || !proven) return undefined
    return this.#database.transaction(() => {
      const grant = this.#grants.add(code)
      this.#codes.markUsed(code.hash, grant.id)
      return this.#issueUnder(grant, code.scopes)
    })
  }

  refresh(app: OAuthApp, text: string, scope: string | undefined) {
    const token = this.#tokens.byHash(hashOf(text))
    const grant = token && this.#grants.byId(token.grantId)
    if (token?.kind !== 'refresh' || grant?.appId !== app.id) return undefined
    if (token.used) this.#grants.revoke(grant.id, this.#now)
    if (token.used || grant.revoked || this.#isOver(token)) return undefined
    const scopes = scopesAsked(scope, grant.scopes)
    if (!scopes) return 'invalid_scope'
    return this.#database.transaction(() => {
      this.#tokens.markUsed(token.hash, this.#now)
      return this.#issueUnder(grant, scopes)
    })
  }

  issue(grant: Pick<GrantRow, 'appId' | 'accountId' | 'scopes'>): IssuedTokens {
    return this.#database.transaction(() => this.#issueUnder(this.#grants.add(grant), grant.scopes))
  }

  revoke(app: OAuthApp, text: string): boolean {
    const token = this.#tokens.byHash(hashOf(text))
    const grant = token && this.#grants.byId(token.grantId)
    if (!token || !grant) return true
    if (grant.appId !== app.id) return false
    if (token.kind === 'access') this.#tokens.revoke(token.hash, this.#now)
    else this.#grants.revoke(grant.id, this.#now)
    return true
  }

  authenticate(text: string): GrantRow | undefined {
    const token = this.#tokens.byHash(hashOf(text))
    const grant = token && this.#grants.byId(token.grantId)
    if (token?.kind !== 'access' || token.revoked || this.#isOver(token)) return undefined
    return grant && !grant.revoked ? { ...grant, scopes: token.scopes } : undefined
  }

  get #now(): number {
    return secondsOf(this.#clock())
  }

  #isOver({ endsAt }: { endsAt: number | null }): boolean {
    return endsAt !== null && endsAt <= this.#now
  }

  #issueUnder(grant: GrantRow, scopes: string[]): IssuedTokens {
    const access = this.#add('access', grant.id, scopes, this.#accessSeconds)
    const refresh = this.#add('refresh', grant.id, grant.scopes, refreshSeconds)
    return { access, refresh, expiresIn: this.#accessSeconds, scopes }
  }

  #add(kind: 'access' | 'refresh', grantId: number, scopes: string[], seconds: number | null): Secret {
    const secret = `${kind === 'access' ? 'bcat' : 'bcrt'}_${lettersAndDigits(43)}`
    const endsAt = seconds === null ? null : this.#now + seconds
    this.#tokens.add({ hash: hashOf(secret), kind, grantId, scopes, endsAt })
    return new Secret(secret)
  }
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}
