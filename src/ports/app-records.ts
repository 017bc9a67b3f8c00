import type { AppRecord } from '../domain/application.ts'

/** What this machine remembers of the profile's applications. A record that is lost costs naming the places again. */
export interface AppRecords {
  /** The record of that application, `undefined` when there is none. Throws `StoreUnavailable` when it cannot be read. */
  get(id: string): Promise<AppRecord | undefined>
  /** Stores or replaces the record of that application. */
  put(record: AppRecord): Promise<void>
  /** Forgets the record. Forgetting an absent one is not an error. */
  remove(id: string): Promise<void>
}
