import { createHash } from 'node:crypto'
import { Secret } from '../../../domain/secret.ts'
import { type Clock, secondsOf } from '../../clock.ts'
import type { Database } from '../../store/database.ts'
import type { OAuthApp } from '../../store/oauth/apps.ts'
import { type CodeRow, codeStore } from '../../store/oauth/codes.ts'
import { type GrantRow, grantStore } from '../../store/oauth/grants.ts'
import { oauthTokenStore } from '../../store/oauth/tokens.ts'
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

/** Codes, access and refresh tokens. `accessSeconds`: how long access tokens live; null: for ever. */
export function grantService(database: Database, clock: Clock, accessSeconds: number | null): GrantService {
  const grants = grantStore(database)
  const codes = codeStore(database)
  const tokens = oauthTokenStore(database)
  const now = () => secondsOf(clock())
  const isOver = ({ endsAt }: { endsAt: number | null }) => endsAt !== null && endsAt <= now()

  function issueUnder(grant: GrantRow, scopes: string[]): IssuedTokens {
    const access = `bcat_${lettersAndDigits(43)}`
    const refresh = `bcrt_${lettersAndDigits(43)}`
    const end = accessSeconds === null ? null : now() + accessSeconds
    tokens.add({ hash: hashOf(access), kind: 'access', grantId: grant.id, scopes, endsAt: end })
    const refreshEnd = now() + refreshSeconds
    const renewal = { kind: 'refresh', grantId: grant.id, scopes: grant.scopes, endsAt: refreshEnd } as const
    tokens.add({ hash: hashOf(refresh), ...renewal })
    return { access: new Secret(access), refresh: new Secret(refresh), expiresIn: accessSeconds, scopes }
  }

  function issue(grant: Pick<GrantRow, 'appId' | 'accountId' | 'scopes'>): IssuedTokens {
    return database.transaction(() => issueUnder(grants.add(grant), grant.scopes))
  }

  return {
    authorize(authorization) {
      const code = lettersAndDigits(43)
      codes.add({ ...authorization, hash: hashOf(code), endsAt: now() + codeSeconds })
      return new Secret(code)
    },
    exchange(app, text, redirectUri, verifier) {
      const code = codes.byHash(hashOf(text))
      if (!code || code.appId !== app.id) return undefined
      if (code.grantId !== null) {
        grants.revoke(code.grantId, now())
        return undefined
      }
      const proven = code.challenge === challengeOf(verifier)
      if (isOver(code) || code.redirectUri !== redirectUri || !proven) return undefined
      return database.transaction(() => {
        const grant = grants.add(code)
        codes.markUsed(code.hash, grant.id)
        return issueUnder(grant, code.scopes)
      })
    },
    refresh(app, text, scope) {
      const token = tokens.byHash(hashOf(text))
      const grant = token && grants.byId(token.grantId)
      if (token?.kind !== 'refresh' || grant?.appId !== app.id) return undefined
      if (token.used) grants.revoke(grant.id, now())
      if (token.used || grant.revoked || isOver(token)) return undefined
      const scopes = scopesAsked(scope, grant.scopes)
      if (!scopes) return 'invalid_scope'
      return database.transaction(() => {
        tokens.markUsed(token.hash, now())
        return issueUnder(grant, scopes)
      })
    },
    issue,
    revoke(app, text) {
      const token = tokens.byHash(hashOf(text))
      const grant = token && grants.byId(token.grantId)
      if (!token || !grant) return true
      if (grant.appId !== app.id) return false
      if (token.kind === 'access') tokens.revoke(token.hash, now())
      else grants.revoke(grant.id, now())
      return true
    },
    authenticate(text) {
      const token = tokens.byHash(hashOf(text))
      const grant = token && grants.byId(token.grantId)
      if (token?.kind !== 'access' || token.revoked || isOver(token)) return undefined
      return grant && !grant.revoked ? { ...grant, scopes: token.scopes } : undefined
    },
  }
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}
