import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'rolldown'
import { freshFolder } from './folder.ts'

/** A TypeScript file as one script for every `node` and every user; gives its path. Removed when the test ends. */
export async function bundle(entry: string): Promise<string> {
  const folder = await freshFolder()
  const file = join(folder, 'script.cjs')
  const output = { file, format: 'cjs' as const, codeSplitting: false }
  await build({ input: entry, platform: 'node', output, logLevel: 'silent' })
  await chmod(folder, 0o755)
  return file
}
