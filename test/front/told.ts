import { spawn } from 'node:child_process'

export interface Told {
  exitCode: number | null
  stdout: string
  stderr: string
}

/** What a process says and how it ends. */
export function told(command: string, args: readonly string[], env: Record<string, string>): Promise<Told> {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', text => (said.stdout += text))
  child.stderr.setEncoding('utf8').on('data', text => (said.stderr += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', exitCode => resolve({ exitCode, ...said }))
  })
}
