import { expect, test } from 'vitest'
import { aProfile, profilesContract } from '../contracts/profiles.ts'
import { aRecord, tokenRecordsContract } from '../contracts/token-records.ts'
import { MemoryProfiles } from './memory-profiles.ts'
import { MemoryTokenRecords } from './memory-token-records.ts'

tokenRecordsContract('the fake', async () => {
  const records = new MemoryTokenRecords()
  const breakWrites = async () => {
    records.failing = true
  }
  return { records, breakWrites }
})

profilesContract('the fake', async () => {
  const profiles = new MemoryProfiles()
  const breakWrites = async () => {
    profiles.failing = true
  }
  return { profiles, breakWrites }
})

test('the fakes begin with what they are given and count their calls', async () => {
  const [records, profiles] = [new MemoryTokenRecords(aRecord()), new MemoryProfiles(aProfile())]
  expect(await records.all()).toEqual([aRecord()])
  expect(await profiles.read('default')).toEqual(aProfile())
  expect([records.calls, profiles.calls]).toEqual([
    { all: 1, get: 0, put: 0, remove: 0 },
    { read: 1, write: 0 },
  ])
})
