import { randomBytes, timingSafeEqual } from 'node:crypto'
import { Secret } from '../../../domain/secret.ts'
import { type Clock, secondsOf } from '../../clock.ts'
import type { Account } from '../../store/accounts.ts'
import type { OAuthApp, OAuthAppStore } from '../../store/oauth/apps.ts'
import { hashOf } from '../hash.ts'
import { lettersAndDigits } from '../token-form.ts'
import type { NewOAuthApp } from './new-app.ts'
import { scopes } from './scopes.ts'

export interface OAuthAppService {
  /** A living app of anybody's. */
  living(id: string): OAuthApp | undefined
  /** The account's own, revoked ones too. */
  list(account: Account): OAuthApp[]
  own(account: Account, id: string): OAuthApp | undefined
  /** The secret is only there for a web app. */
  create(account: Account, app: NewOAuthApp): { app: OAuthApp; secret?: Secret }
  /** A new secret for a web app; the old one ends at once. */
  renewSecret(app: OAuthApp): Secret
  /** Ends the app and everything that was allowed to it. */
  revoke(app: OAuthApp): void
  secretMatches(app: OAuthApp, secret: string): boolean
}

/** What can be done with OAuth applications. The tool's own is there from the start. */
export function oauthAppService(store: OAuthAppStore, clock: Clock): OAuthAppService {
  store.add(ownClient(clock()))
  return {
    living(id) {
      const app = store.byId(id)
      return app?.revokedAt ? undefined : app
    },
    list: account => store.ofAccount(account.id),
    own: (account, id) => store.ofAccount(account.id).find(app => app.id === id),
    create(account, { name, type, redirectUris, scopes }) {
      const secret = type === 'web' ? newSecret() : undefined
      const secretHash = secret ? hashOf(secret.reveal()) : null
      const id = `client_${randomBytes(12).toString('hex')}`
      const times = { createdAt: new Date(secondsOf(clock()) * 1000), revokedAt: null }
      const app = { id, accountId: account.id, name, type, redirectUris, scopes, secretHash, ...times }
      store.add(app)
      return secret ? { app, secret } : { app }
    },
    renewSecret({ id }) {
      const secret = newSecret()
      store.setSecret(id, hashOf(secret.reveal()))
      return secret
    },
    revoke: ({ id }) => store.revoke(id, clock()),
    secretMatches({ secretHash }, secret) {
      return secretHash !== null && timingSafeEqual(Buffer.from(secretHash), Buffer.from(hashOf(secret)))
    },
  }
}

function newSecret(): Secret {
  return new Secret(`bcas_${lettersAndDigits(40)}`)
}

/** `beatpass-cli`: a public client, which comes back to a loopback address with any port. */
function ownClient(createdAt: Date): OAuthApp {
  return {
    id: 'beatpass-cli',
    accountId: null,
    name: 'beatpass',
    type: 'mobile',
    redirectUris: ['http://127.0.0.1/callback', 'http://[::1]/callback'],
    scopes: Object.keys(scopes),
    secretHash: null,
    createdAt,
    revokedAt: null,
  }
}
