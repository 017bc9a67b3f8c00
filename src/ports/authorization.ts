import type { Secret } from '../domain/secret.ts'

/** An application as the authorization server knows it; one without a secret is public and proves itself by PKCE alone. */
export interface OAuthClient {
  id: string
  secret?: Secret
}

/** What an authorization server says of itself (RFC 8414). */
export interface AuthorizationFacts {
  issuer: string
  /** Whether a sign-in on another device is offered (RFC 8628). */
  onDevice: boolean
  /** Whether tokens can be revoked (RFC 7009). */
  revokes: boolean
}

/** What was granted. */
export interface Grant {
  access: Secret
  /** For the next access token; where it is rotated, the one before is dead from then on. */
  refresh: Secret | undefined
  /** When the access token ends, by this machine's clock; null where the server does not say. */
  expiresAt: Date | null
  scopes: readonly string[]
}

/** What is asked for. */
export interface GrantRequest {
  client: OAuthClient
  scopes: readonly string[]
}

/** How to ask in a browser. */
export interface BrowserRequest extends GrantRequest {
  /** How long an answer may take, milliseconds. */
  waitMs: number
  /** A loopback address that the client is registered with, whatever its port; `/callback` on 127.0.0.1 or ::1 unless said. */
  redirectUri?: string
}

/** How to ask on any device. */
export interface DeviceRequest extends GrantRequest {
  /** How long an answer may take, milliseconds; unless said, and at most, as long as the code lasts. */
  waitMs?: number | undefined
}

/** A sign-in that waits for a person in a browser. The listener on loopback is open until it is closed. */
export interface BrowserAuthorization {
  /** The page to open; holds no secret that outlives this sign-in. */
  readonly page: string
  /** Where the answer comes to: `http://127.0.0.1:PORT/callback`, or what was asked for with a port in it. */
  readonly redirectUri: string
  /**
   * Resolves once the answer is here and is the right one (state, issuer). Throws `SignInRejected` for a wrong one and for a
   * refused consent, `SignInExpired` when the time is over. There is one answer; later ones change nothing.
   */
  answered(): Promise<void>
  /** Trades the answer in, once, after `answered`. Throws `SignInExpired` where the server takes it no more. */
  grant(): Promise<Grant>
  close(): Promise<void>
}

/** A sign-in that waits for a person on any device (RFC 8628). */
export interface DeviceAuthorization {
  /** To be typed there by the person. */
  readonly userCode: string
  readonly page: string
  /** Until when an answer is waited for. */
  readonly expiresAt: Date
  /** Asks, as often as the server likes, until there is an answer. Throws `SignInRejected`, `SignInExpired`. */
  grant(): Promise<Grant>
}

/**
 * The authorization server of a platform: OAuth 2 with PKCE. Every method throws `NotSupported` where the platform tells of
 * none, `Forbidden` for what it refuses, `PlatformUnavailable` and its kinds without an answer. No error holds a code or a token.
 */
export interface Authorization {
  /** Asks the server about itself, once a run. */
  facts(): Promise<AuthorizationFacts>
  /** Listens on loopback and says which page to open. */
  inBrowser(request: BrowserRequest): Promise<BrowserAuthorization>
  onDevice(request: DeviceRequest): Promise<DeviceAuthorization>
  /** Trades a refresh token in, once. Throws `CredentialRejected` where the server says that it is dead. */
  refresh(client: OAuthClient, refresh: Secret): Promise<Grant>
  /** Ends a token; ending a dead one is not an error. */
  revoke(client: OAuthClient, token: Secret, kind: 'access' | 'refresh'): Promise<void>
}
