import { type Connection, databaseOver } from './connection.ts'
import type { Database, Value } from './database.ts'

interface NodeStatement {
  run(...values: Value[]): { changes: number | bigint; lastInsertRowid: number | bigint }
  get(...values: Value[]): unknown
  all(...values: Value[]): unknown[]
}
interface NodeDatabase {
  exec(sql: string): void
  prepare(sql: string): NodeStatement
  close(): void
}
interface NodeSqlite {
  DatabaseSync: new (path: string) => NodeDatabase
}

/** Opens the file with the SQLite that Node carries, or `undefined` where it carries none (before 22.13). */
export function openNodeSqlite(path: string): Database | undefined {
  const sqlite = quietly(() => process.getBuiltinModule('node:sqlite')) as NodeSqlite | undefined
  if (!sqlite?.DatabaseSync) return undefined
  const file = new sqlite.DatabaseSync(path)
  const connection: Connection = {
    exec: sql => file.exec(sql),
    prepare(sql) {
      const statement = file.prepare(sql)
      return {
        run: values => statement.run(...values),
        get: values => statement.get(...values),
        all: values => statement.all(...values),
      }
    },
    close: () => file.close(),
  }
  return databaseOver(connection, 'node:sqlite')
}

/** Loading node:sqlite prints an ExperimentalWarning on stderr, which belongs to the user's own messages. */
function quietly<T>(load: () => T): T {
  const warn = process.emitWarning
  process.emitWarning = () => undefined
  try {
    return load()
  } finally {
    process.emitWarning = warn
  }
}
