import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../../src/sandbox/store/open-database.ts'
import { databaseContract } from '../../contracts/database.ts'
import { bundled, run } from '../own-process.ts'
import { engines, nodeCarriesSqlite } from './engines.ts'

for (const engine of engines) databaseContract(engine, path => openDatabase(path, engine))

describe('openDatabase', () => {
  test('takes the SQLite that Node carries, else libsql, without a word on stderr', async () => {
    const opener = run(await bundled('test/sandbox/programs/open-any.ts'), [])
    expect(JSON.parse(await opener.line())).toEqual({ engine: nodeCarriesSqlite ? 'node:sqlite' : 'libsql' })
    expect(await opener.ended).toEqual({ code: 0, signal: null })
    expect(opener.errors()).toBe('')
  })

  test('libsql is only needed where Node carries no SQLite; then its absence has exit code 7', async () => {
    const opener = run(await bundled('test/sandbox/programs/open-any.ts'), [], { packages: false })
    const absent = {
      known: true,
      exitCode: 7,
      message: 'the sandbox needs SQLite: this Node carries none and libsql is not installed',
      hint: 'npm install --global libsql (or without --global, as beatpass was installed), or use Node 22.13 or newer',
    }
    expect(JSON.parse(await opener.line())).toEqual(nodeCarriesSqlite ? { engine: 'node:sqlite' } : absent)
  })
})
