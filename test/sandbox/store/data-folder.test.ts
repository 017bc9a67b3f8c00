import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { prepareDataFolder } from '../../../src/sandbox/store/data-folder.ts'
import { freshFolder } from '../../folder.ts'

test('a data folder is made with those above it', async () => {
  const path = join(await freshFolder(), 'a', 'b')
  prepareDataFolder(path)
  prepareDataFolder(path)
  expect(existsSync(path)).toBe(true)
})
