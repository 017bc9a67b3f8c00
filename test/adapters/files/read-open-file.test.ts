import { execFileSync, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readOpenFile } from '../../../src/adapters/files/read-open-file.ts'
import { freshFolder } from '../../folder.ts'

test('a file is read; where there is none, or a folder, it is the system error', async () => {
  const folder = await freshFolder()
  writeFileSync(join(folder, 'file'), 'text\n')
  expect(await readOpenFile(join(folder, 'file'))).toBe('text\n')
  await expect(readOpenFile(join(folder, 'none'))).rejects.toMatchObject({ code: 'ENOENT' })
  await expect(readOpenFile(folder)).rejects.toMatchObject({ code: 'EISDIR' })
})

test('a pipe is read to its end, also where its writer comes late and is slow', async () => {
  const path = join(await freshFolder(), 'pipe')
  execFileSync('mkfifo', [path])
  const writer = spawn('sh', ['-c', '(sleep 0.2; printf a; sleep 0.2; printf b) > "$0"', path])
  onTestFinished(() => void writer.kill())
  expect(await readOpenFile(path)).toBe('ab')
})
