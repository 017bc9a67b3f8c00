import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { InvalidInput } from '../../../src/domain/errors.ts'
import { prepareDataFolder } from '../../../src/sandbox/store/data-folder.ts'
import { freshFolder } from '../../folder.ts'

test('a data folder is made with those above it', async () => {
  const path = join(await freshFolder(), 'a', 'b')
  prepareDataFolder(path)
  prepareDataFolder(path)
  expect(existsSync(path)).toBe(true)
})

// Regressed: below /proc it never came back, and heard of no signal.
test('one that cannot be made is told', async () => {
  const path = process.platform === 'linux' ? '/proc/nowhere/data' : join(await freshFolder(), '\0')
  expect(() => prepareDataFolder(path)).toThrow(InvalidInput)
})
