import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'

export interface Ended {
  /** Null for a process that was killed. */
  exitCode: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface Running {
  child: ChildProcess
  pid: number
  ended: Promise<Ended>
  /** What it has written to stderr so far. */
  errors(): string
}

export interface RunOptions {
  home: string
  env?: Record<string, string>
  args?: string[]
  /** Called once the process runs; its end is waited for afterwards. */
  during?(running: Running): Promise<void> | void
}

/** A way to run the command: as a process of its own, or otherwise. */
export type Launch = (
  args: readonly string[],
  options: Pick<RunOptions, 'home' | 'env'>,
) => { ended: Promise<Ended> }

const program = resolve('bin/beatpass.js')

/** Starts the built command with nothing in its environment but what is given. Nobody ends it for us: see `longest`. */
export function startBeatpass(args: readonly string[], { home, env = {} }: RunOptions): Running {
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env.PATH ?? '', HOME: home, CI: '1', ...env },
    cwd: home,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', chunk => {
    stdout += chunk
  })
  child.stderr.setEncoding('utf8').on('data', chunk => {
    stderr += chunk
  })
  const longest = setTimeout(() => child.kill('SIGKILL'), 170_000)
  const ended = new Promise<Ended>((done, fail) => {
    child.once('error', fail)
    child.once('close', (exitCode, signal) => {
      clearTimeout(longest)
      done({ exitCode, signal, stdout, stderr })
    })
  })
  return { child, pid: child.pid ?? 0, ended, errors: () => stderr }
}
