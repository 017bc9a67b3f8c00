import { InvalidInput } from '../../domain/errors.ts'
import type { Database } from './database.ts'

/**
 * Makes the data this platform's where they are nobody's yet. Accounts could be everybody's, but a token of one platform
 * means nothing to another. Throws `InvalidInput` where they are another's.
 */
export function claimFor(platform: string, database: Database, folder: string): void {
  database.run("INSERT INTO facts VALUES ('platform', ?) ON CONFLICT (name) DO NOTHING", platform)
  const found = database.get("SELECT value FROM facts WHERE name = 'platform'")?.value
  if (found === platform) return
  throw new InvalidInput(`the sandbox data in ${folder} are of the platform '${found}'`, {
    hint: `write --platform ${found}, or choose another --data folder`,
  })
}
