import fs from 'node:fs'
import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { basename, join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { freshDraftOf, removeDeadDrafts } from '../../../src/adapters/files/draft.ts'
import { freshFolder } from '../../folder.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await freshFolder()
  path = join(folder, '.env')
})

const plant = async (name: string) => await writeFile(join(folder, name), 'T=secret', { mode: 0o600 })
const plantDraft = async (of = path) => {
  const name = basename(freshDraftOf(of))
  await plant(name)
  return name
}

test('a draft is hidden, beside its file, never the same twice, and as long whatever the name', () => {
  const draft = freshDraftOf(path)
  expect(draft).toMatch(/^\/.*\/\.beatpass-[0-9a-f]{16}-[0-9a-f]{16}$/)
  expect(join(draft, '..')).toBe(folder)
  expect(freshDraftOf(path)).not.toBe(draft)
  expect(freshDraftOf(join(folder, 'n'.repeat(255)))).toHaveLength(draft.length)
})

describe('dead drafts', () => {
  test('of the file are removed, all of them', async () => {
    await plant('.env')
    for (let count = 0; count < 3; count++) await plantDraft()
    removeDeadDrafts(path)
    expect(await readdir(folder)).toEqual(['.env'])
  })

  test('of another file stay, and so does whatever looks like one', async () => {
    const draft = basename(freshDraftOf(path))
    await plantDraft(join(folder, '.env.local'))
    await plantDraft(join(folder, 'env'))
    const foreign = [
      `${draft}0`,
      draft.slice(0, -1),
      `x${draft}`,
      `${draft.slice(0, -1)}g`,
      draft.toUpperCase(),
    ]
    for (const name of [...foreign, '..env.0123456789abcdef', '.env.lock', '.env~']) await plant(name)
    await mkdir(freshDraftOf(path))
    await symlink(join(folder, '.env~'), freshDraftOf(path))
    await symlink(join(folder, 'nothing'), freshDraftOf(path))
    const before = await readdir(folder)
    removeDeadDrafts(path)
    expect(await readdir(folder)).toEqual(before)
    expect(before).toHaveLength(13)
  })

  test('of another user stay', async () => {
    const name = await plantDraft()
    vi.spyOn(process, 'getuid').mockReturnValue((process.getuid?.() ?? 0) + 1)
    removeDeadDrafts(path)
    vi.restoreAllMocks()
    expect(await readdir(folder)).toEqual([name])
  })

  test('that cannot be removed are no failure, and the others go', async () => {
    const [first] = [await plantDraft(), await plantDraft(), await plantDraft()].sort()
    vi.spyOn(fs, 'unlinkSync').mockImplementationOnce(() => {
      throw new Error('EBUSY')
    })
    syncBuiltinESMExports()
    removeDeadDrafts(path)
    vi.restoreAllMocks()
    syncBuiltinESMExports()
    expect(await readdir(folder)).toEqual([first])
  })

  test('a folder that is absent or cannot be read is no failure', async () => {
    removeDeadDrafts(join(folder, 'no', 'file'))
    await chmod(folder, 0o300)
    removeDeadDrafts(path)
    await chmod(folder, 0o700)
  })
})
