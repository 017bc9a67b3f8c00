import { writeSync } from 'node:fs'
import { ordinary } from '../../../src/sandbox/default-account.ts'
import { accountStore } from '../../../src/sandbox/store/accounts.ts'
import type { Engine } from '../../../src/sandbox/store/open-database.ts'
import { openStore } from '../../../src/sandbox/store/open-store.ts'
import { tokenStore } from '../../../src/sandbox/store/tokens.ts'

/** Adds tokens until it is killed; each id is printed once its row is committed. Arguments: folder, engine. */
async function writeForEver(folder: string, engine: Engine): Promise<void> {
  const database = await openStore(folder, engine)
  const createdAt = new Date(0)
  const account = { ...ordinary, email: 'a@b.test', displayName: 'A', password: '-', createdAt }
  const { id: accountId } = accountStore(database).add(account)
  for (let n = 0; ; n++) {
    const { id } = tokenStore(database).add({ accountId, name: `token ${n}`, hash: `hash ${n}`, createdAt })
    writeSync(1, `${id}\n`)
  }
}

void writeForEver(process.argv[2] ?? '', (process.argv[3] ?? 'any') as Engine)
