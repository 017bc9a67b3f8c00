import { spawn } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { processStart } from '../../../src/adapters/files/process-start.ts'
import { freshFolder } from '../../folder.ts'

test.runIf(process.platform === 'linux')(
  'a process began after the one that started it, whatever is in its name',
  async () => {
    const odd = join(await freshFolder(), 'a) R 1 (b')
    symlinkSync(process.execPath, odd)
    const child = spawn(odd, ['-e', 'setTimeout(() => {}, 60_000)'])
    try {
      const [own, childs] = [process.pid, child.pid ?? 0].map(pid => Number(processStart(pid)))
      expect(own).toBeGreaterThan(0)
      expect(childs).toBeGreaterThan(own ?? 0)
    } finally {
      child.kill()
    }
  },
)

test('of a process that is not there nobody knows', () => {
  expect(processStart(2 ** 22 + 1)).toBeNull()
})
