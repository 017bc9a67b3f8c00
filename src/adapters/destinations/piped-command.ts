import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { Lines } from './lines.ts'

/** A shell command that is given a text on its stdin and nowhere else. */
export interface PipedCommand {
  command: string
  /** What the command finds as `"$@"`. */
  args?: readonly string[]
  input: string
  cwd: string
  env: NodeJS.ProcessEnv
  /** Milliseconds until it and all that it started is ended. */
  timeout: number
  /** Every line of its stderr. */
  onLine(line: string): void
  /** All of its stdout, in pieces; without it, stdout is dropped. */
  onOutput?(chunk: string): void
}

export type CommandEnd = { code: number } | { signal: NodeJS.Signals } | { timedOut: true }

/**
 * Runs the command by `/bin/sh` in a process group of its own, so that a timeout reaches all that it started. Rejects with
 * the system error when there is no shell to start.
 */
export async function runPiped(request: PipedCommand): Promise<CommandEnd> {
  const { spawn } = await import('node:child_process')
  // Node's own pipe to a child is a socket, which tools cannot open as /dev/stdin: cat makes it a real pipe.
  const { command, args = [], onOutput } = request
  const child = spawn('/bin/sh', ['-c', 'cat | /bin/sh -c "$@"', 'sh', command, 'sh', ...args], {
    cwd: request.cwd,
    env: request.env,
    stdio: ['pipe', onOutput ? 'pipe' : 'ignore', 'pipe'],
    detached: true,
  })
  if (onOutput) child.stdout?.setEncoding('utf8').on('data', onOutput)
  const lines = new Lines(request.onLine)
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => lines.add(chunk))
  // A command that does not read all of its input ends the pipe early: its exit code says whether that was right.
  child.stdin?.on('error', () => undefined).end(request.input)
  const ended = await endOf(child, request.timeout, onOutput ? 5_000 : 200)
  lines.end()
  return ended
}

/** `lag`: how long what is still on its way is waited for once the command has ended, milliseconds. */
async function endOf(child: ChildProcess, timeout: number, lag: number): Promise<CommandEnd> {
  const closed = new Promise<void>(resolve => child.once('close', () => resolve()))
  const exited = new Promise<CommandEnd>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(signal ? { signal } : { code: code ?? 1 }))
  })
  const clock = new AbortController()
  const expired = sleep(timeout, undefined, { signal: clock.signal }).then(
    () => 'expired' as const,
    () => exited,
  )
  const first = await Promise.race([exited, expired]).finally(() => clock.abort())
  if (first === 'expired') await stop(child, exited)
  // Something left in the background may keep stderr open for ever: what it says later is not waited for.
  await Promise.race([closed, sleep(lag, undefined, { ref: false })])
  child.stdout?.destroy()
  child.stderr?.destroy()
  return first === 'expired' ? { timedOut: true } : first
}

async function stop(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  signalGroup(child, 'SIGTERM')
  await Promise.race([exited, sleep(2_000, undefined, { ref: false })])
  signalGroup(child, 'SIGKILL')
  await exited
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // The group is gone already.
  }
}
