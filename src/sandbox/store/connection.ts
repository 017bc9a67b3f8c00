import type { Database, Row, Value } from './database.ts'

/** A prepared statement as both engines have it: parameters by position, rows as objects. */
export interface Statement {
  run(values: Value[]): { changes: number | bigint; lastInsertRowid: number | bigint }
  get(values: Value[]): unknown
  all(values: Value[]): unknown[]
}

/** The little that an engine must bring. */
export interface Connection {
  exec(sql: string): void
  prepare(sql: string): Statement
  close(): void
}

/** The `Database` port over an engine's connection; keeps every prepared statement for its next use. */
export function databaseOver(connection: Connection, engine: string): Database {
  const statements = new Map<string, Statement>()
  let open = true
  function prepared(sql: string): Statement {
    const statement = statements.get(sql) ?? connection.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  return {
    engine,
    exec: sql => connection.exec(sql),
    run(sql, ...values) {
      const { changes, lastInsertRowid } = prepared(sql).run(values)
      return { changes: Number(changes), lastId: Number(lastInsertRowid) }
    },
    get(sql, ...values) {
      const row = prepared(sql).get(values)
      return row === undefined || row === null ? undefined : { ...(row as Row) }
    },
    all: (sql, ...values) =>
      prepared(sql)
        .all(values)
        .map(row => ({ ...(row as Row) })),
    transaction: work => inTransaction(connection, work),
    close() {
      if (!open) return
      open = false
      statements.clear()
      connection.close()
    },
  }
}

function inTransaction<T>(connection: Connection, work: () => T): T {
  connection.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    connection.exec('COMMIT')
    return result
  } catch (error) {
    connection.exec('ROLLBACK')
    throw error
  }
}
