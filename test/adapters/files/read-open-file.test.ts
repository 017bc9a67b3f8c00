import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
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

test('a pipe into which nothing is written is empty: no end is waited for that has come', async () => {
  const path = join(await freshFolder(), 'pipe')
  execFileSync('mkfifo', [path])
  const writer = spawn('sh', ['-c', 'sleep 0.3 > "$0"', path])
  onTestFinished(() => void writer.kill())
  expect(await readOpenFile(path)).toBe('')
})

test.skipIf(process.platform !== 'linux')(
  'so is one that a shell hands over, whose writer has left',
  async () => {
    const holder = spawn('bash', ['-c', 'exec 3< <(true); echo; exec sleep 9'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void holder.kill())
    await once(holder.stdout, 'data')
    expect(await readOpenFile(`/proc/${holder.pid}/fd/3`)).toBe('')
  },
)
