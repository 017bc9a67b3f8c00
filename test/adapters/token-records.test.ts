import { chmod, mkdir, readdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FileTokenRecords } from '../../src/adapters/token-records.ts'
import { aRecord, tokenRecordsContract } from '../contracts/token-records.ts'
import { freshFolder } from '../folder.ts'
import { runAlone } from './read-only-home.ts'

const here = 'beatpass at https://x.test/api/v1'

async function freshRecords() {
  const state = await freshFolder()
  const folder = join(state, 'profiles/default/tokens')
  return { records: new FileTokenRecords(state, 'default', here), state, folder }
}

tokenRecordsContract('the folder of files', async () => {
  const { records, folder } = await freshRecords()
  return { records, breakWrites: () => mkdir(join(folder, '9.json')) }
})

describe('token records in files', () => {
  test('are 0600 in folders of 0700, in a form that can be read', async () => {
    const { records, state, folder } = await freshRecords()
    await records.put(aRecord())
    expect(await readdir(folder)).toEqual(['41.json'])
    expect((await stat(join(folder, '41.json'))).mode & 0o777).toBe(0o600)
    for (const part of ['profiles', 'profiles/default', 'profiles/default/tokens']) {
      expect((await stat(join(state, part))).mode & 0o777).toBe(0o700)
    }
    const text = await readFile(join(folder, '41.json'), 'utf8')
    expect(JSON.parse(text)).toMatchObject({ version: 1, id: '41', createdAt: '2026-02-03T04:05:06.789Z' })
  })

  test('of another profile are not seen', async () => {
    const { records, state } = await freshRecords()
    await records.put(aRecord())
    expect(await new FileTokenRecords(state, 'work', here).all()).toEqual([])
  })

  test('of another identity are not seen, and say whose they are; older ones say nothing and are ours', async () => {
    const { records, state, folder } = await freshRecords()
    await records.put(aRecord())
    expect(await records.formerIdentity()).toBeUndefined()
    const other = new FileTokenRecords(state, 'default', 'nuweb at https://x.test/v1, company 1001')
    expect(await other.all()).toEqual([])
    expect(await other.formerIdentity()).toBe(here)
    const { of: _, ...older } = JSON.parse(await readFile(join(folder, '41.json'), 'utf8'))
    await writeFile(join(folder, '41.json'), JSON.stringify(older), { mode: 0o600 })
    expect(await other.all()).toEqual([aRecord()])
    expect(await other.formerIdentity()).toBeUndefined()
  })

  test('that are foreign, planted or no records are left out and left alone', async () => {
    const { records, folder } = await freshRecords()
    await records.put(aRecord())
    const good = JSON.parse(await readFile(join(folder, '41.json'), 'utf8'))
    const odd: Record<string, string> = {
      '3.json': JSON.stringify({ ...good, id: '3', version: 2, of: 'nuweb at https://x.test/v1' }),
      '4.json': JSON.stringify(good),
      '.41.json.0123456789abcdef': JSON.stringify(good),
      'notes.txt': 'mine',
    }
    for (const [name, text] of Object.entries(odd)) await writeFile(join(folder, name), text, { mode: 0o600 })
    await writeFile(join(folder, 'a'), JSON.stringify({ ...good, id: '10' }), { mode: 0o600 })
    await symlink('a', join(folder, '10.json'))
    await mkdir(join(folder, '11.json'))
    expect(await records.all()).toEqual([aRecord()])
    expect(await readdir(folder)).toHaveLength(8)
  })

  test.each([
    ['empty', () => ''],
    ['torn', (good: object) => JSON.stringify(good).slice(0, 40)],
    ['no object', () => '[]'],
    ['of a newer version', (good: object) => JSON.stringify({ ...good, version: 2 })],
    ['without its id as text', (good: object) => JSON.stringify({ ...good, id: 5 })],
    ['with a date that is none', (good: object) => JSON.stringify({ ...good, createdAt: 'yesterday' })],
    ['with places that are no list', (good: object) => JSON.stringify({ ...good, storedIn: 'store:' })],
  ])('one that is %s is not taken for none', async (_, spoil) => {
    const { records, folder } = await freshRecords()
    await records.put(aRecord())
    const path = join(folder, '41.json')
    await writeFile(path, spoil(JSON.parse(await readFile(path, 'utf8'))))
    await expect(records.all()).rejects.toMatchObject({
      exitCode: 7,
      message: `${path} is damaged, or of a newer beatpass`,
    })
    await records.remove('41')
    expect(await records.all()).toEqual([])
  })

  test('one that is open to others is refused', async () => {
    const { records, folder } = await freshRecords()
    await records.put(aRecord())
    const path = join(folder, '41.json')
    await chmod(path, 0o644)
    await expect(records.all()).rejects.toMatchObject({ exitCode: 13, hint: `chmod 600 ${path}` })
  })

  test('of before `requestedAs` was kept are read', async () => {
    const { records, folder } = await freshRecords()
    await records.put(aRecord())
    const { requestedAs: _, ...older } = JSON.parse(await readFile(join(folder, '41.json'), 'utf8'))
    await writeFile(join(folder, '41.json'), JSON.stringify(older))
    expect(await records.all()).toEqual([aRecord({ requestedAs: null })])
  })

  test('a folder that cannot be read is not taken for an empty one', async () => {
    const { records, folder } = await freshRecords()
    await records.put(aRecord())
    await rename(folder, `${folder}-away`)
    await writeFile(folder, '')
    await expect(records.all()).rejects.toMatchObject({ code: 'store_unavailable', exitCode: 7 })
  })

  test('in a home that cannot be written is said in plain words', async () => {
    const home = await freshFolder()
    const folder = join(home, 'profiles/default/tokens')
    const words = `7 no permission for ${folder}/1.json (run as its owner, or choose a place that you may write)\n`
    expect(await runAlone('put', home)).toBe(words)
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, '1.json'), 'mine')
    await chmod(folder, 0o555)
    expect(await runAlone('remove', home)).toBe(words)
    await chmod(folder, 0o755)
    expect(await readFile(join(folder, '1.json'), 'utf8')).toBe('mine')
  })
})
