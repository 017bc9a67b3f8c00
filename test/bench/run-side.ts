import { spawn } from 'node:child_process'
import type { Side } from './row.ts'

export interface Ran {
  /** From before the start to the end of the process. */
  ms: number
  stdout: string
  /** What it wrote to descriptor 3. */
  told: string
}

/** Runs a process once, its stdout a pipe. Throws when it did not end as it must: a failure is quick, and no measure. */
export async function runSide({ name, command, env, exitCode = 0, stdout }: Side): Promise<Ran> {
  const [program = '', ...args] = command
  const start = process.hrtime.bigint()
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
  let end = start
  const said = ['', '', '']
  for (const [at, stream] of [child.stdout, child.stderr, child.stdio[3]].entries())
    stream?.on('data', data => {
      said[at] += data
    })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', () => {
      end = process.hrtime.bigint()
    })
    child.on('close', resolve)
  })
  const [out = '', problem = '', told = ''] = said
  if (code !== exitCode || (stdout && !stdout.test(out)))
    throw new Error(`${name} ended with ${code}: ${out.slice(0, 200)}${problem.slice(0, 500)}`)
  return { ms: Number(end - start) / 1e6, stdout: out, told }
}
