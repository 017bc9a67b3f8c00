import type { Account } from '../store/accounts.ts'
import type { Session } from './sessions.ts'
import type { Site } from './site.ts'

/** What a page finds beside the request. */
export interface WebEnv {
  Bindings: { ip: string }
  Variables: {
    site: Site
    session: Session
    /** The fields of a form that passed the CSRF check. */
    form: Record<string, string>
    /** Where a form of this page may end besides here; a source of its policy. */
    formTarget?: string
    /** Who is signed in; only behind `signedInOnly`. */
    account: Account
  }
}
