import { describe, expect, test } from 'vitest'
import { pinned } from '../../src/domain/destination.ts'
import { BeatpassError } from '../../src/domain/errors.ts'
import type { AppRecords } from '../../src/ports/app-records.ts'

/** What every keeper of application records promises (src/ports/app-records.ts). `make` gives a fresh and empty one. */
export function appRecordsContract(
  name: string,
  make: () => Promise<{ records: AppRecords /** Of the id nine. */; breakWrites(): Promise<void> }>,
): void {
  describe(`${name} keeps the contract of application records`, () => {
    const one = { id: 'client_A', storedIn: ['store:', pinned('exec:tr a "b" > é', '/home/é')] }

    test('gives back the last that was put of an id, and none of another', async () => {
      const { records } = await make()
      expect(await records.get('client_A')).toBeUndefined()
      await records.put({ ...one, storedIn: [] })
      await records.put(one)
      await records.put({ id: 'client_a', storedIn: [] })
      expect(await records.get('client_A')).toEqual(one)
    })

    test('forgets one, and an absent one without a word', async () => {
      const { records } = await make()
      await records.put(one)
      await records.remove('client_A')
      await records.remove('client_A')
      expect(await records.get('client_A')).toBeUndefined()
    })

    test('says in plain words that it cannot write, and still reads', async () => {
      const { records, breakWrites } = await make()
      await records.put(one)
      await breakWrites()
      const error = await records.put({ ...one, id: 'nine' }).catch((reason: unknown) => reason)
      expect(error instanceof BeatpassError && error.hint).toBeTruthy()
      expect(await records.get('client_A')).toEqual(one)
    })
  })
}
