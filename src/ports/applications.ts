import type { Application } from '../domain/application.ts'
import type { Secret } from '../domain/secret.ts'

/** What to register. */
export type NewApplication = Pick<Application, 'name' | 'type' | 'redirectUris' | 'scopes'>

/**
 * The OAuth applications of an account. Throws `CredentialRejected`, `Forbidden` and its kinds, `RateLimited`,
 * `PlatformUnavailable`, `AnswerNotUnderstood`; `AppNotFound` for an id that is none of the account's; `NotSupported`
 * where the platform has no such thing. Reads are retried inside, writes never once they may have arrived.
 */
export interface Applications {
  /** What an application can be allowed to do. */
  readonly scopes: readonly string[]
  /** All of them, revoked ones too, in no particular order. */
  list(credential: Secret): Promise<Application[]>
  find(credential: Secret, id: string): Promise<Application>
  /** Registers once; a web application comes with its secret, shown this once. Throws `OutcomeUnknown` for a lost answer. */
  create(credential: Secret, app: NewApplication): Promise<{ app: Application; secret: Secret | undefined }>
  /** A new secret for a web application; the old one ends at once. Throws `OutcomeUnknown`. */
  renewSecret(credential: Secret, id: string): Promise<Secret>
  /** Ends it and everything that was allowed to it. An answer proves nothing: look again. Throws `OutcomeUnknown`. */
  revoke(credential: Secret, id: string): Promise<void>
}
