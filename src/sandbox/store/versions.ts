import type { Database } from './database.ts'
import { schemaSteps } from './schema.ts'

/** The version that this beatpass writes. A file with a higher one is from a newer beatpass. */
export const newestVersion = schemaSteps.length

/** The version of an open file; 0 for an empty one. */
export function versionOf(database: Database): number {
  return Number(database.get('PRAGMA user_version')?.user_version)
}

/** Leads a file of any older version, or an empty one, to the newest: all of the way or not at all. */
export function bringUpToDate(database: Database): void {
  if (versionOf(database) === newestVersion) return
  database.transaction(() => {
    // Asked again inside: another process may have been first.
    for (const step of schemaSteps.slice(versionOf(database))) database.exec(step)
    database.exec(`PRAGMA user_version = ${newestVersion}`)
  })
}
