import { lstat, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A fresh folder that is removed when the test ends. */
export async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'beatpass-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** When a name was last added to the folder or taken from it: even a file that came and went shows. */
export async function tracesIn(folder: string): Promise<bigint> {
  return (await lstat(folder, { bigint: true })).mtimeNs
}

/** Everything in a folder: names, bytes, modes, times of change, inodes. */
export async function snapshotOf(folder: string): Promise<unknown[]> {
  const names = await readdir(folder, { recursive: true })
  return await Promise.all(
    names.sort().map(async name => {
      const path = join(folder, name)
      const { mode, mtimeNs, ino } = await lstat(path, { bigint: true })
      const bytes = (mode & 0o170000n) === 0o100000n ? await readFile(path, 'latin1') : undefined
      return { name, mode, mtimeNs, ino, bytes }
    }),
  )
}
