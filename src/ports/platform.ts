import type { MaskKind } from '../domain/mask.ts'
import type { Account } from '../domain/profile.ts'
import type { Secret } from '../domain/secret.ts'
import type { PlatformToken } from '../domain/token.ts'

/** How a person can come to a session: e-mail and password, an OAuth sign-in in the browser, a token made on the page. */
export type SignInKind = 'password' | 'browser' | 'paste'

/** What is done with tokens; `apps`: with OAuth applications. */
export type Verb = 'create' | 'list' | 'revoke' | 'apps'

/** `call`: documented, or ours to make; `consent`: a call that takes the user's recorded consent; `page`: a person on the web page; `none`: there is no such thing. */
export type Way = 'call' | 'consent' | 'page' | 'none'

/** What end can be asked for a new token; a fixed lifetime is `lifetimeDays`, whatever can be asked. */
export type ExpiryFacts =
  /** None is taken. */
  | { kind: 'none' }
  /** None is taken by the platform, but one before the fixed end is kept by beatpass. */
  | { kind: 'fixed' }
  /** Any moment, or none: a token without an end. `strictly`: what stricter sites of the kind take, and want. */
  | { kind: 'any'; strictly?: { minDays: number; maxDays: number } }
  /** One of these, as typed after `--expires` and as the page calls it. `means` is what `text` comes to there. */
  | { kind: 'choices'; choices: readonly { text: string; title: string; means?: string }[] }

/** What a token may be called. */
export interface NameFacts {
  /** What the platform calls the name of a token. */
  field: string
  /** In characters. */
  min: number
  max: number
  unique: boolean
}

/** How tokens are told apart. */
export interface IdentityFacts {
  /** `numeric`: they grow. `opaque`: they are told apart, and grow by the number they end in where they have one. `none`: tokens have none that anybody is told; beatpass marks what it keeps by a fingerprint. */
  ids: 'numeric' | 'opaque' | 'none'
  /** Whether a secret begins with its token's id. */
  inSecret: boolean
}

/** A part of a profile's identity that goes along in a header with every call. */
export interface TenancyFacts {
  option: 'company' | 'reseller'
  header: string
}

/** What holds for every account of a platform; commands and output derive from it. */
export interface PlatformFacts {
  /** As typed after `--platform`. */
  name: string
  /** In words for people: "BeatPass". */
  title: string
  /** Empty where the platform has no address of its own. */
  defaultApiUrl: string
  /** `endsNamesakes`: a sign-in first ends every token of the account that has its name. */
  signIn: { kinds: readonly SignInKind[]; endsNamesakes: boolean }
  /** How each thing is done at an API address. */
  verbs(apiUrl: string): Record<Verb, Way>
  /** The page where a person does it, for an API address. */
  page(verb: Verb, apiUrl: string): string
  /** Whether calls to this address need the user's recorded consent, because the operator does not document them. */
  needsConsent(apiUrl: string): boolean
  /** `sign-in`: a create is a sign-in with the token's name, and takes the password each time. */
  createsBy: 'credential' | 'sign-in'
  /** Whether a token may itself list, create and revoke tokens; else only a session may. */
  tokensManage: boolean
  /** Every token ends so many days after its creation, whatever was asked; null where there is no such rule. */
  lifetimeDays: number | null
  expiry: ExpiryFacts
  names: NameFacts
  identity: IdentityFacts
  mask: MaskKind
  /** Whether the platform says a token's status, and whether revoked ones stay in its list. */
  statuses: { given: boolean; revoked: 'stay' | 'vanish' }
  /** What a token can be for (`live`, `sandbox`); empty where there is no such thing. The first is the default. */
  environments: readonly string[]
  /** Whether a token may have a description beside its name. */
  descriptions: boolean
  /** One of these is needed where there are any. */
  tenancy: readonly TenancyFacts[]
  /** In words: "100 a minute". */
  limits: readonly string[]
  /** What a token may do, where that is worth saying: one sentence, lower case, no full stop. */
  permissions: string | null
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
  /** Null where the platform does not tell. */
  account: Account | null
}

/** All tokens of an account at one moment. */
export interface TokenList {
  account: Account
  /** In no particular order. */
  tokens: PlatformToken[]
  /** The platform's clock when it answered (its `Date` header, whole seconds), or null where it sent none. */
  serverTime: Date | null
  /** Set where the platform does not list to this credential: who it is and that it lives is then all there is. */
  partial?: true
}

/** Some of an account's tokens. */
export interface TokenPage extends Pick<TokenList, 'serverTime'> {
  tokens: readonly PlatformToken[]
  /** Whose they are: on the last page, where the platform tells it along with them. */
  account?: Account
}

/** What a create sends. */
export interface CreateRequest {
  name: string
  /** Sent where the platform takes an end; what was granted is in the answer. */
  expiresAt: Date | null
  /** One of the platform's; left out where it has none. */
  environment?: string
  description?: string
  /** The id of the token that this one is to succeed, for platforms that keep it in mind. */
  replaces?: string
  /** Where a create is a sign-in. */
  signIn?: Pick<SignInRequest, 'email' | 'password' | 'otp'>
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
  /** Many calls follow: whatever is asked from now on may take the connections that are made for many. Sends nothing. */
  expectMany?(): void
  /** Whom to tell, again and again, while requests wait for the platform's rate limit: until when. */
  whenHeld?(listener: (until: Date) => void): void
  /** Sends the password once, never again by itself. Throws `SignInRejected`, `TwoFactorRequired`. */
  signIn(request: SignInRequest): Promise<SignedIn>
  /** Everything the credential's account holds, as far as it may be listed to that credential, and who it is. */
  listTokens(credential: Secret): Promise<TokenList>
  /** Whether the platform accepts the credential; a read that costs no list. Throws as `listTokens`, but for a rejection. */
  accepts(credential: Secret): Promise<boolean>
  /**
   * The same tokens, page by page as they come, in the platform's order; at least one page, which may be empty. Nothing is
   * asked before the first page is wanted, leaving early ends the request, and only what fails before the first page is
   * retried.
   */
  tokenPages(credential: Secret): AsyncIterable<TokenPage>
  /**
   * The id of the token that a secret belongs to, for platforms whose secrets do not begin with it: told by the platform,
   * or where tokens have no id a mark of our own. `undefined` for what is no token of this platform: that is never sent.
   * Throws `CredentialRejected` for a dead one.
   */
  identify?(secret: Secret): Promise<string | undefined>
  /** Creates once. Throws `OutcomeUnknown` when it may have been created and the answer is lost: resolve by listing. */
  createToken(credential: Secret, request: CreateRequest): Promise<CreatedToken>
  /**
   * Asks for the token's end. An answer proves nothing (platforms say success for anything): list to be sure.
   * Throws `OutcomeUnknown` when the answer is lost.
   */
  revokeToken(credential: Secret, id: string): Promise<void>
}
