import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FileAppRecords } from '../../src/adapters/app-records.ts'
import { appRecordsContract } from '../contracts/app-records.ts'
import { MemoryAppRecords } from '../fakes/memory-app-records.ts'
import { freshFolder } from '../folder.ts'

const here = 'beatconnect at https://x.test/v1'

async function fresh() {
  const state = await freshFolder()
  const folder = join(state, 'profiles/default/apps')
  return { records: new FileAppRecords(state, 'default', here), state, folder }
}

appRecordsContract('the folder of files', async () => {
  const { records, folder } = await fresh()
  return { records, breakWrites: async () => void (await mkdir(join(folder, 'nine.json'))) }
})

appRecordsContract('the fake', async () => {
  const records = new MemoryAppRecords()
  const breakWrites = async () => {
    records.failing = true
  }
  return { records, breakWrites }
})

test('they are 0600, and of another identity none', async () => {
  const { records, state, folder } = await fresh()
  await records.put({ id: 'one', storedIn: ['store:'] })
  expect((await stat(join(folder, 'one.json'))).mode & 0o777).toBe(0o600)
  expect(await new FileAppRecords(state, 'default', 'another').get('one')).toBeUndefined()
})

test.each(['{', '[]', '{"version":2}', '{"version":1,"of":"x","storedIn":[1]}'])(
  'one that is damaged is not taken for none: %s',
  async text => {
    const { records, folder } = await fresh()
    await records.put({ id: 'one', storedIn: [] })
    await writeFile(join(folder, 'one.json'), text, { mode: 0o600 })
    await expect(records.get('one')).rejects.toMatchObject({ exitCode: 7 })
  },
)
