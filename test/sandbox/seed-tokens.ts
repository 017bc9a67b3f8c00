import type { RunningSandbox } from '../../src/sandbox/start-sandbox.ts'
import { openStore } from '../../src/sandbox/store/open-store.ts'

/**
 * Gives the first account so many tokens at once, `seeded 1` and up, a minute older each for a thousand of them and then
 * from the start again; listed in no order, as all are.
 */
export async function seedTokens(sandbox: RunningSandbox, count: number, newest: Date): Promise<void> {
  const database = await openStore(sandbox.dataDir)
  const second = Math.floor(newest.getTime() / 1000)
  try {
    database.run(
      `WITH RECURSIVE seed (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM seed WHERE n < ?)
       INSERT INTO tokens (account_id, name, hash, created_at, updated_at, last_used_at)
       SELECT 1, 'seeded ' || n, lower(hex(randomblob(32))), ? - n % 1000 * 60, ?, iif(n % 3, NULL, ?) FROM seed`,
      count,
      second,
      second,
      second,
    )
  } finally {
    database.close()
  }
}
