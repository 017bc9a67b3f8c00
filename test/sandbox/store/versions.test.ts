import { chmodSync, copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { openStore } from '../../../src/sandbox/store/open-store.ts'
import { createToken, listTokens, movableClock, sandboxFor, signIn } from '../client.ts'
import { temporaryFolder } from '../own-process.ts'
import { engines } from './engines.ts'

/** Written by the first beatpass: two accounts, and two tokens of the first, made on 2026-03-01. */
const oldFile = fileURLToPath(new URL('version-1.sqlite', import.meta.url))
const kept = '2|bOAKuRQ1uO7PsabqignW7mUk0uDG9QEYAMqjqlWc962cf905'

function oldFolder(): string {
  const folder = temporaryFolder()
  const path = join(folder, 'sandbox.sqlite')
  copyFileSync(oldFile, path)
  // git keeps no file as private as a sandbox wants its own.
  chmodSync(path, 0o600)
  return folder
}

const shapeOf = (rows: object[]) => rows.map(row => JSON.stringify(row)).sort()

describe.each(engines)('a file of version 1 (%s)', engine => {
  test('is brought to the shape of a new one', async () => {
    const old = await openStore(oldFolder(), engine)
    const fresh = await openStore(temporaryFolder(), engine)
    const columns = `SELECT m.name AS place, p.name, p.type, p."notnull", p.pk
      FROM sqlite_schema m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'`
    expect(shapeOf(old.all(columns))).toEqual(shapeOf(fresh.all(columns)))
    expect(old.get('PRAGMA user_version')).toEqual(fresh.get('PRAGMA user_version'))
    expect(old.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' })
    expect(old.all('PRAGMA foreign_key_check')).toEqual([])
    old.close()
    fresh.close()
  })

  test('is brought there once by several that open it together', async () => {
    const folder = oldFolder()
    const stores = await Promise.all([1, 2, 3].map(() => openStore(folder, engine)))
    for (const store of stores) expect(store.all('SELECT id FROM tokens')).toHaveLength(2)
    for (const store of stores) store.close()
  })

  test('keeps its accounts and tokens, which are BeatPass’s', async () => {
    const dataDir = oldFolder()
    const { clock } = movableClock()
    const sandbox = await sandboxFor({ dataDir, engine, clock })
    expect((await listTokens(sandbox, kept)).map(({ id, name }) => [id, name])).toEqual([
      [1, 'session'],
      [2, 'kept'],
    ])
    expect((await createToken(sandbox, await signIn(sandbox, sandbox, 'again'), 'more')).id).toBe(4)
    await sandbox.stop()
    await expect(startSandbox({ dataDir, engine, platform: 'vebto' })).rejects.toMatchObject({
      exitCode: 2,
      message: `the sandbox data in ${dataDir} are of the platform 'beatpass'`,
    })
  })
})
