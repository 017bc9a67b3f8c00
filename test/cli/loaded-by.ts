import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { feed } from '../feed.ts'
import { freshFolder } from '../folder.ts'

export interface Loaded {
  /** What Node loaded after it was up, in that order, with its own parts: `http`, `internal/streams/duplex`. */
  parts: string[]
  /** Our files, without the hash in their names: `front.cjs`. */
  files: string[]
}

// Loads nothing itself before the end.
const hook = `
const before = new Set(process.moduleLoadList)
process.on('exit', () => {
  const parts = process.moduleLoadList.filter(name => !before.has(name)).map(name => name.replace(/^NativeModule /, ''))
  // A part that is still to be compiled stands there as a getter.
  const isRun = module => !Object.getOwnPropertyDescriptor(module, 'exports').get
  const cached = Object.entries(require('node:module')._cache)
  const files = cached.filter(([file, module]) => file !== __filename && isRun(module)).map(([file]) => file)
  require('node:fs').writeFileSync(__dirname + '/loaded.json', JSON.stringify({ parts, files }))
})
`

/** What a script, with these arguments, makes Node load. */
export async function loadedBy(
  [script = '', ...args]: readonly string[],
  env: Record<string, string>,
): Promise<Loaded> {
  const folder = await freshFolder()
  const file = join(folder, 'hook.cjs')
  writeFileSync(file, hook)
  await new Promise<void>(resolve => {
    feed(execFile(process.execPath, ['--require', file, script, ...args], { env }, () => resolve()))
  })
  const { parts, files }: Loaded = JSON.parse(readFileSync(join(folder, 'loaded.json'), 'utf8'))
  return {
    parts,
    files: files.map(path => basename(path).replace(/-[\w-]{8}(?=\.cjs$)/, '')).sort(),
  }
}
