import type { Account } from '../domain/profile.ts'
import type { Secret } from '../domain/secret.ts'
import type { PlatformToken } from '../domain/token.ts'

/** What holds for every account of a platform; commands and output derive from it. */
export interface PlatformFacts {
  /** As typed after `--platform`. */
  name: string
  /** In words for people: "BeatPass". */
  title: string
  defaultApiUrl: string
  /** Every token ends so many days after its creation, whatever was asked; null where there is no such rule. */
  lifetimeDays: number | null
  /** Whether a token without an end can be asked for. */
  allowsNever: boolean
  nameLength: { min: number; max: number }
  /** The page where a person makes and deletes tokens, for an API address. */
  tokensPage(apiUrl: string): string
  /** Whether calls to this address need the user's recorded consent, because the operator does not document them. */
  needsConsent(apiUrl: string): boolean
}

/** What a sign-in sends. */
export interface SignInRequest {
  email: string
  password: Secret
  /** Reserved and unique: a sign-in deletes every token of that name. */
  tokenName: string
  otp?: Secret
}

/** A session that was just created. */
export interface SignedIn {
  secret: Secret
  account: Account
}

/** All tokens of an account at one moment. */
export interface TokenList {
  account: Account
  /** In no particular order. */
  tokens: PlatformToken[]
  /** The platform's clock when it answered (its `Date` header, whole seconds), or null where it sent none. */
  serverTime: Date | null
}

/** Some of an account's tokens. */
export interface TokenPage extends Pick<TokenList, 'serverTime'> {
  tokens: readonly PlatformToken[]
}

/** What a create sends. */
export interface CreateRequest {
  name: string
  /** Sent where the platform takes an end; what was granted is in the answer. */
  expiresAt: Date | null
}

/** A token that was just created; its secret is shown this once. */
export interface CreatedToken {
  token: PlatformToken
  secret: Secret
  serverTime: Date | null
}

/**
 * A service whose tokens beatpass keeps. Every adapter passes test/contracts/platform.ts.
 * Throws `CredentialRejected` (401), `Forbidden` and its kinds (403, 422, limits), `RateLimited`, `PlatformUnavailable`,
 * `AnswerNotUnderstood`; reads are retried inside (rotation.md, "Calling the API"), writes never once they may have arrived.
 */
export interface Platform {
  readonly facts: PlatformFacts
  readonly apiUrl: string
  /** Begins to connect, while the credential is still being looked up. Sends nothing and never throws. */
  warm?(): void
  /** Whom to tell, again and again, while requests wait for the platform's rate limit: until when. */
  whenHeld?(listener: (until: Date) => void): void
  /** Sends the password once, never again by itself. Throws `SignInRejected`, `TwoFactorRequired`. */
  signIn(request: SignInRequest): Promise<SignedIn>
  /** Everything the credential's account holds, and who it is. */
  listTokens(credential: Secret): Promise<TokenList>
  /** Whether the platform accepts the credential; a read that costs no list. Throws as `listTokens`, but for a rejection. */
  accepts(credential: Secret): Promise<boolean>
  /**
   * The same tokens, page by page as they come, in the platform's order; at least one page, which may be empty. Nothing is
   * asked before the first page is wanted, leaving early ends the request, and only what fails before the first page is
   * retried.
   */
  tokenPages(credential: Secret): AsyncIterable<TokenPage>
  /** Creates once. Throws `OutcomeUnknown` when it may have been created and the answer is lost: resolve by listing. */
  createToken(credential: Secret, request: CreateRequest): Promise<CreatedToken>
  /**
   * Asks for the token's end. An answer proves nothing (platforms say success for anything): list to be sure.
   * Throws `OutcomeUnknown` when the answer is lost.
   */
  revokeToken(credential: Secret, id: string): Promise<void>
}
