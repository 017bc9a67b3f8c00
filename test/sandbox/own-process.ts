import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { rolldown } from 'rolldown'
import { onTestFinished } from 'vitest'

/** A folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'beatpass-sandbox-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Bundles TypeScript to one file, so that a plain `node` of any version can run it. */
export async function bundled(entry: string): Promise<string> {
  const bundle = await rolldown({ input: resolve(entry), platform: 'node', external: ['libsql', /^node:/] })
  const file = join(temporaryFolder(), 'entry.cjs')
  await bundle.write({ file, format: 'cjs', codeSplitting: false, dynamicImportInCjs: false })
  await bundle.close()
  return file
}

export interface OwnProcess {
  child: ChildProcess
  /** Resolves with each further line of stdout; rejects when the process ends first. */
  line(): Promise<string>
  /** What it wrote to stderr. */
  errors(): string
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

/** Runs a bundled file in a process of its own, which is killed when the test ends. `packages`: whether it finds ours. */
export function run(
  file: string,
  args: string[],
  { packages = true, tmp = temporaryFolder() } = {},
): OwnProcess {
  const env = { ...process.env, NODE_PATH: packages ? resolve('node_modules') : '', TMPDIR: tmp }
  const child = spawn(process.execPath, [file, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let out = ''
  let errors = ''
  child.stdout.on('data', chunk => {
    out += chunk
  })
  child.stderr.on('data', chunk => {
    errors += chunk
  })
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>(resolve =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  )
  async function line(): Promise<string> {
    while (!out.includes('\n')) {
      const more = new Promise(resolve => child.stdout.once('data', () => resolve('more')))
      if ((await Promise.race([more, ended.then(() => 'ended')])) === 'ended' && !out.includes('\n')) {
        throw new Error(`the process ended without a line: ${errors}`)
      }
    }
    const end = out.indexOf('\n')
    const first = out.slice(0, end)
    out = out.slice(end + 1)
    return first
  }
  return { child, line, errors: () => errors, ended }
}
