import { type Connection, databaseOver } from './connection.ts'
import type { Database, Value } from './database.ts'

/**
 * Opens the file with libsql, or `undefined` where it is not installed: it is an optional peer, for Nodes that carry
 * no SQLite. Throws when it is installed and does not load.
 */
export async function openLibsql(path: string): Promise<Database | undefined> {
  const Libsql = await loadLibsql()
  if (!Libsql) return undefined
  const file = new Libsql(path)
  const connection: Connection = {
    exec: sql => void file.exec(sql),
    prepare(sql) {
      // One array, never single values: a lone null would be taken for an object of named parameters.
      const statement = file.prepare<[Value[]]>(sql)
      return {
        run: values => statement.run(values),
        // Not get(): it adds a column of its own, `_metadata`.
        get: values => statement.all(values)[0],
        all: values => statement.all(values),
      }
    },
    close: () => void file.close(),
  }
  return databaseOver(connection, 'libsql')
}

async function loadLibsql() {
  try {
    return (await import('libsql')).default
  } catch (error) {
    const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}
