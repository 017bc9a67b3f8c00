/** What may come with a message. */
export interface ErrorDetails {
  hint?: string
  /** Whether the same command may succeed later without any change. */
  retryable?: boolean
  cause?: unknown
}

/**
 * What can go wrong, named by what is so. The message is one line, lower case, no full stop; the hint says what to do next.
 * `exitCode` is the number the process ends with (the table of exit codes in the README).
 */
export abstract class BeatpassError extends Error {
  /** Constant and lower case with underscores; scripts branch on it. */
  abstract readonly code: string
  abstract readonly exitCode: number
  readonly hint: string | undefined
  readonly retryable: boolean

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = new.target.name
    this.hint = details.hint
    this.retryable = details.retryable ?? false
  }
}

/** Exit 2: usage or bad input; nothing was sent. */
export class InvalidInput extends BeatpassError {
  readonly code: string = 'invalid_input'
  readonly exitCode = 2
}
/** Exit 2: something had to be asked and nobody can be asked. */
export class InputRequired extends InvalidInput {
  override readonly code = 'input_required'
}

/** Exit 3: no credential, or the platform rejects it. */
export class NotSignedIn extends BeatpassError {
  readonly code: string = 'not_signed_in'
  readonly exitCode = 3
}
/** The platform rejects the credential (401): mistyped, expired and revoked look the same. */
export class CredentialRejected extends NotSignedIn {
  override readonly code = 'credential_rejected'
}
/** The platform rejects the e-mail address, the password or the two-factor code. */
export class SignInRejected extends NotSignedIn {
  override readonly code = 'sign_in_rejected'
}
/** Nobody answered in the browser in time, or the answer came too late to be used. */
export class SignInExpired extends NotSignedIn {
  override readonly code = 'sign_in_expired'
}
/** The account wants a two-factor code. */
export class TwoFactorRequired extends NotSignedIn {
  override readonly code = 'two_factor_required'
}

/** Exit 4: the reference means no token, or several. */
export class TokenNotFound extends BeatpassError {
  readonly code: string = 'token_not_found'
  readonly exitCode = 4
}
/** The reference fits several live tokens. */
export class TokenAmbiguous extends TokenNotFound {
  override readonly code = 'token_ambiguous'
}
/** The account has no OAuth application of that id. */
export class AppNotFound extends TokenNotFound {
  override readonly code = 'app_not_found'
}
/** A live token has that label already. */
export class NameTaken extends TokenNotFound {
  override readonly code = 'name_taken'
}

/** Exit 5: the platform forbids it, or cannot do it. */
export class Forbidden extends BeatpassError {
  readonly code: string = 'forbidden'
  readonly exitCode = 5
}
/** The operator has not admitted the account to the API. */
export class ApiAccessMissing extends Forbidden {
  override readonly code = 'api_access_missing'
}
/** The call is not documented by the operator and the user has not agreed to it. */
export class ConsentRequired extends Forbidden {
  override readonly code = 'consent_required'
}
/** The account may have no more tokens. */
export class LimitReached extends Forbidden {
  override readonly code = 'limit_reached'
}
/** The platform has no such thing. */
export class NotSupported extends Forbidden {
  override readonly code = 'not_supported'
}
/** The platform refused a value (422); its own words are in the message. */
export class InputRefused extends Forbidden {
  override readonly code = 'input_refused'
}

/** Exit 6: network, server, rate limit, or an answer that was not understood. */
export class PlatformUnavailable extends BeatpassError {
  readonly code: string = 'platform_unavailable'
  readonly exitCode = 6
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { retryable: true, ...details })
  }
}
/** Too many requests (429). */
export class RateLimited extends PlatformUnavailable {
  override readonly code = 'rate_limited'
}
/** An answer that is no answer of this platform: HTML, a redirect, a body over the cap. */
export class AnswerNotUnderstood extends PlatformUnavailable {
  override readonly code = 'answer_not_understood'
}
/** A write was sent and its answer is missing or says nothing: it may or may not have happened. Resolve by reading. */
export class OutcomeUnknown extends PlatformUnavailable {
  override readonly code = 'outcome_unknown'
  /** What went wrong, without what is unknown because of it: for when that is found out. */
  readonly why: string
  /** Whether the platform may be at it still: nobody said that it had ended. */
  readonly mayComeLate: boolean
  constructor(
    message: string,
    {
      why = message,
      mayComeLate = false,
      ...details
    }: ErrorDetails & { why?: string; mayComeLate?: boolean } = {},
  ) {
    super(message, details)
    this.why = why
    this.mayComeLate = mayComeLate
  }
}

export type StoreFailure =
  | 'unavailable'
  | 'locked'
  | 'timeout'
  | 'unresponsive'
  | 'refused'
  | 'corrupt'
  | 'mismatch'

/** Exit 7: a place for the secret is not available; nothing was minted. */
export class StoreUnavailable extends BeatpassError {
  readonly code: string = 'store_unavailable'
  readonly exitCode = 7
  readonly failure: StoreFailure
  constructor(message: string, details: ErrorDetails & { failure?: StoreFailure } = {}) {
    super(message, details)
    this.failure = details.failure ?? 'unavailable'
  }
}
/** A destination cannot be read or written. */
export class DestinationUnavailable extends StoreUnavailable {
  override readonly code: string = 'destination_unavailable'
}
/** The destination changed since it was observed, or holds a newer token; it was left as it is. */
export class DestinationConflict extends DestinationUnavailable {
  override readonly code = 'destination_conflict'
}

/** Exit 8: the old token still works and nothing changed. */
export class RolledBack extends BeatpassError {
  readonly code = 'rolled_back'
  readonly exitCode = 8
}
/** Exit 9: unfinished but nothing is lost; run it again. Not `retryable` where that would meet, or make again, what was created. */
export class Incomplete extends BeatpassError {
  readonly code = 'incomplete'
  readonly exitCode = 9
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { retryable: true, ...details })
  }
}
/** Exit 10: `check` found tokens that end soon. */
export class TokensEndSoon extends BeatpassError {
  readonly code = 'tokens_end_soon'
  readonly exitCode = 10
}
/** Exit 11: some of several items failed. */
export class SomeFailed extends BeatpassError {
  readonly code = 'some_failed'
  readonly exitCode = 11
}
/** Exit 12: another rotation of the same token is under way. */
export class Busy extends BeatpassError {
  readonly code = 'busy'
  readonly exitCode = 12
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { retryable: true, ...details })
  }
}
/** Exit 13: loose permissions, disabled TLS checks, planted files. */
export class UnsafeEnvironment extends BeatpassError {
  readonly code = 'unsafe_environment'
  readonly exitCode = 13
}
/** Exit 130 or 143: a signal, or Ctrl-C at a prompt. */
export class Cancelled extends BeatpassError {
  readonly code = 'interrupted'
  readonly exitCode: 130 | 143
  constructor(message = 'interrupted', exitCode: 130 | 143 = 130, details: ErrorDetails = {}) {
    super(message, details)
    this.exitCode = exitCode
  }
}
