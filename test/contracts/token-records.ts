import { describe, expect, test } from 'vitest'
import { pinned } from '../../src/domain/destination.ts'
import { BeatpassError } from '../../src/domain/errors.ts'
import type { TokenRecord } from '../../src/domain/token.ts'
import type { TokenRecords } from '../../src/ports/token-records.ts'

/** A record in full, or with some facts changed. */
export function aRecord(facts: Partial<TokenRecord> = {}): TokenRecord {
  return {
    id: '41',
    name: 'ci-main ~k3j5m2q7xa',
    label: 'ci-main',
    masked: '41|abcd*************wxyz',
    createdAt: new Date('2026-02-03T04:05:06.789Z'),
    requestedExpiry: new Date('2026-05-03T00:00:00Z'),
    requestedAs: '90d',
    storedIn: ['store:', 'env:/home/me/.env#TOKEN', pinned('exec:tr a "b" > é', '/home/é')],
    graceEndsAt: null,
    ...facts,
  }
}

/** What every keeper of token records promises (src/ports/token-records.ts). `make` gives a fresh and empty one. */
export function tokenRecordsContract(
  name: string,
  make: () => Promise<{ records: TokenRecords /** Of id 9. */; breakWrites(): Promise<void> }>,
): void {
  describe(`${name} keeps the contract of token records`, () => {
    const byId = (one: TokenRecord, other: TokenRecord) => one.id.localeCompare(other.id)

    test('gives back what was put, every fact', async () => {
      const { records } = await make()
      expect(await records.all()).toEqual([])
      const bare = aRecord({
        id: '7',
        createdAt: null,
        requestedExpiry: null,
        requestedAs: null,
        storedIn: [],
      })
      const grace = aRecord({ id: '8', graceEndsAt: new Date(1_800_000_000_123) })
      for (const record of [aRecord(), bare, grace]) await records.put(record)
      expect((await records.all()).sort(byId)).toEqual([aRecord(), bare, grace].sort(byId))
    })

    test('keeps one record an id, the last', async () => {
      const { records } = await make()
      await records.put(aRecord())
      await records.put(aRecord({ label: 'other', storedIn: [] }))
      expect(await records.all()).toEqual([aRecord({ label: 'other', storedIn: [] })])
    })

    test('gives the one of an id, as it is by now', async () => {
      const { records } = await make()
      expect(await records.get('41')).toBeUndefined()
      await records.put(aRecord())
      await records.put(aRecord({ id: '../41', label: 'other' }))
      expect(await records.get('41')).toEqual(aRecord())
      expect(await records.get('../41')).toEqual(aRecord({ id: '../41', label: 'other' }))
      await records.put(aRecord({ storedIn: [] }))
      expect(await records.get('41')).toEqual(aRecord({ storedIn: [] }))
      await records.remove('41')
      expect(await records.get('41')).toBeUndefined()
    })

    test('tells any two ids apart', async () => {
      const { records } = await make()
      const ids = ['1', '01', 'a', 'A', '../1', '.', '..', 'a/b', 'a%2fb', '*', 'é', ' ', 'con']
      await Promise.all(ids.map(id => records.put(aRecord({ id }))))
      expect((await records.all()).map(({ id }) => id).sort()).toEqual(ids.sort())
    })

    test('forgets one, and an absent one without a word', async () => {
      const { records } = await make()
      await records.remove('41')
      await records.put(aRecord())
      await records.put(aRecord({ id: '42' }))
      await records.remove('41')
      await records.remove('41')
      expect((await records.all()).map(({ id }) => id)).toEqual(['42'])
    })

    test('does not share what it holds', async () => {
      const { records } = await make()
      const record = aRecord()
      await records.put(record)
      record.storedIn.push('file:/x')
      expect(await records.all()).toEqual([aRecord()])
    })

    test('says in plain words that it cannot write, and still reads', async () => {
      const { records, breakWrites } = await make()
      await records.put(aRecord())
      await breakWrites()
      const error = await records.put(aRecord({ id: '9' })).catch((reason: unknown) => reason)
      expect(error instanceof BeatpassError && error.hint).toBeTruthy()
      expect(await records.all()).toEqual([aRecord()])
    })
  })
}
