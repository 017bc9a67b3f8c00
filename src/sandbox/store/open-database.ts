import { StoreUnavailable } from '../../domain/errors.ts'
import type { Database } from './database.ts'
import { openLibsql } from './libsql.ts'
import { openNodeSqlite } from './node-sqlite.ts'

/** Which SQLite to use: what Node carries, else libsql; a name insists on that one. */
export type Engine = 'any' | 'node:sqlite' | 'libsql'

/** Opens or creates the file. Throws `StoreUnavailable` where this machine has no SQLite. */
export async function openDatabase(path: string, engine: Engine = 'any'): Promise<Database> {
  const database =
    (engine === 'libsql' ? undefined : openNodeSqlite(path)) ??
    (engine === 'node:sqlite' ? undefined : await openLibsql(path))
  if (!database) {
    throw new StoreUnavailable(
      'the sandbox needs SQLite: this Node carries none and libsql is not installed',
      {
        hint: 'npm install --global libsql (or without --global, as beatpass was installed), or use Node 22.13 or newer',
      },
    )
  }
  return database
}
