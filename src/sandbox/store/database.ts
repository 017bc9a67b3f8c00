export type Value = string | number | null
export type Row = Record<string, Value>

/**
 * One SQLite file, spoken to synchronously. Every engine passes test/contracts/database.ts.
 * Values travel as parameters (`?`), never inside the SQL. A method throws what the engine throws; `isBusy` tells a lock.
 */
export interface Database {
  /** The library behind it, in words for the user. */
  readonly engine: string
  /** Runs one or more statements without parameters or rows. */
  exec(sql: string): void
  /** Runs one statement; how many rows it changed and the last row id it gave. */
  run(sql: string, ...values: Value[]): { changes: number; lastId: number }
  /** The first row, or `undefined` where there is none. */
  get(sql: string, ...values: Value[]): Row | undefined
  all(sql: string, ...values: Value[]): Row[]
  /** Runs `work` as one write transaction: committed when it returns, undone when it throws. Does not nest. */
  transaction<T>(work: () => T): T
  /** Nothing may be asked after it; the file itself may be let go of later. Closing twice is not an error. */
  close(): void
}

/** Whether an engine's error says that another connection holds the lock. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && /database( table)? is locked|SQLITE_BUSY/.test(error.message)
}
