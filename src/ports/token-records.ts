import type { TokenRecord } from '../domain/token.ts'

/** What this machine remembers of the profile's tokens. Helps messages and masks; nothing depends on it being there. */
export interface TokenRecords {
  /** All records of the profile, in no order. Throws when one of them cannot be read: what it tells is not known then. */
  all(): Promise<TokenRecord[]>
  /** The record of that id as it is now, `undefined` when there is none. Throws as `all` does. */
  get(id: string): Promise<TokenRecord | undefined>
  /** Stores or replaces the record of that id. */
  put(record: TokenRecord): Promise<void>
  /** Forgets the record. Forgetting an absent one is not an error. */
  remove(id: string): Promise<void>
}
