import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Database, isBusy } from '../../src/sandbox/store/database.ts'

/** What every SQLite engine of the sandbox must do. `open` opens or creates the file. */
export function databaseContract(name: string, open: (path: string) => Promise<Database>): void {
  describe(`a database (${name})`, () => {
    let folder: string
    let database: Database

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'beatpass-database-'))
      database = await open(join(folder, 'file.sqlite'))
      database.exec('CREATE TABLE words (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT, size REAL) STRICT')
    })
    afterEach(() => {
      database.close()
      rmSync(folder, { recursive: true })
    })

    const add = (text: string | null) => database.run('INSERT INTO words (text) VALUES (?)', text)
    const texts = () => database.all('SELECT text FROM words ORDER BY id').map(row => row.text)

    test('says which engine it is', () => {
      expect(database.engine).toBe(name)
    })

    test('run tells the changed rows and the last id', () => {
      expect(add('one')).toEqual({ changes: 1, lastId: 1 })
      expect(add('two')).toEqual({ changes: 1, lastId: 2 })
      expect(database.run('UPDATE words SET size = ?', 1.5).changes).toBe(2)
    })

    test('values come back as they went in, null, quotes and all scripts too', () => {
      const text = `it's "ü" \u{1f511} ; DROP TABLE words`
      add(text)
      add(null)
      expect(texts()).toEqual([text, null])
      database.run('UPDATE words SET size = ? WHERE id = ?', 0.25, 1)
      expect(database.get('SELECT * FROM words WHERE id = ?', 1)).toEqual({ id: 1, text, size: 0.25 })
    })

    test('a lone null is a value', () => {
      expect(database.get('SELECT ? IS NULL AS answer', null)).toEqual({ answer: 1 })
    })

    test('whole numbers beyond 32 bits stay exact', () => {
      expect(database.get('SELECT ? + 0 AS n', 4_102_444_800_123)).toEqual({ n: 4_102_444_800_123 })
    })

    test('get is undefined and all is empty where there is nothing', () => {
      expect(database.get('SELECT * FROM words')).toBeUndefined()
      expect(database.all('SELECT * FROM words')).toEqual([])
    })

    test('the same statement works again with other values', () => {
      for (const text of ['a', 'b', 'c']) add(text)
      expect(['b', 'a'].map(text => database.get('SELECT id FROM words WHERE text = ?', text)?.id)).toEqual([
        2, 1,
      ])
    })

    test('a transaction is kept when its work returns, and gives the result', () => {
      expect(database.transaction(() => add('kept').lastId)).toBe(1)
      expect(texts()).toEqual(['kept'])
    })

    test('a transaction is undone when its work throws, and the next one works', () => {
      expect(() =>
        database.transaction(() => {
          add('lost')
          throw new Error('changed my mind')
        }),
      ).toThrow('changed my mind')
      database.transaction(() => add('kept'))
      expect(texts()).toEqual(['kept'])
    })

    test('a broken rule and a broken statement throw', () => {
      expect(() => database.run('INSERT INTO words (id, text) VALUES (?, ?)', 'x', 'not a number')).toThrow()
      expect(() => database.exec('NO SUCH STATEMENT')).toThrow(/syntax/)
      expect(() => database.run('INSERT INTO absent VALUES (1)')).toThrow(/no such table/)
    })

    test('another connection sees what was committed', async () => {
      add('seen')
      const other = await open(join(folder, 'file.sqlite'))
      expect(other.all('SELECT text FROM words')).toEqual([{ text: 'seen' }])
      other.close()
    })

    test('a held lock is told apart from other failures', async () => {
      const other = await open(join(folder, 'file.sqlite'))
      database.exec('BEGIN EXCLUSIVE')
      expect(reasonOf(() => other.transaction(() => undefined))).toSatisfy(isBusy)
      expect(reasonOf(() => database.exec('NO SUCH STATEMENT'))).not.toSatisfy(isBusy)
      database.exec('COMMIT')
      expect(other.transaction(() => 'free again')).toBe('free again')
      other.close()
    })

    test('what was written is there after closing; closing twice is no error', async () => {
      add('kept')
      database.close()
      database.close()
      database = await open(join(folder, 'file.sqlite'))
      expect(texts()).toEqual(['kept'])
    })
  })
}

function reasonOf(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}
