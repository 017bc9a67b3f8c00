import { execFile } from 'node:child_process'
import { chmod } from 'node:fs/promises'
import { promisify } from 'node:util'
import { bundle } from '../bundle.ts'

const run = promisify(execFile)
const root = process.getuid?.() === 0
const nobody = 65534

/** Runs keep-alone.ts as somebody who may look into the folder but not write; gives what it prints. */
export async function runAlone(verb: string, folder: string, ...more: string[]): Promise<string> {
  const script = await bundle(new URL('keep-alone.ts', import.meta.url).pathname)
  await chmod(folder, 0o555)
  const user = root ? { uid: nobody, gid: nobody } : {}
  const { stdout } = await run(process.execPath, [script, verb, folder, ...more], { env: {}, ...user })
  await chmod(folder, 0o755)
  return stdout
}
