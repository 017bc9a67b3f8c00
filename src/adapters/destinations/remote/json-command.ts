import type { ChildProcess } from 'node:child_process'
import { DestinationUnavailable } from '../../../domain/errors.ts'
import { codeOf } from '../../files/private-file.ts'

const mostBytes = 1024 * 1024

/** A program that prints a credential as JSON on its stdout. Nothing secret belongs in `args`. */
export interface JsonCommand {
  command: string
  args: readonly string[]
  env: NodeJS.ProcessEnv
  cwd: string
  /** Milliseconds until it and all that it started is ended. */
  timeout: number
  /** What to do when it is not installed. */
  installHint: string
}

/**
 * Runs it without a shell and without stdin, in a process group of its own; gives the JSON of its stdout. Its stderr is
 * dropped, for it may hold anything. Throws `DestinationUnavailable` when it fails, prints no JSON or takes too long.
 */
export async function runForJson(request: JsonCommand): Promise<unknown> {
  const { command, timeout } = request
  const { code, output } = await run(request)
  const byHand = 'run it by hand to see why'
  if (code === 'expired') {
    throw new DestinationUnavailable(`${command} did not end within ${timeout / 1000} s and was stopped`, {
      hint: byHand,
      retryable: true,
    })
  }
  if (code !== 0) {
    throw new DestinationUnavailable(`${command} failed (${code ?? 'ended by a signal'})`, { hint: byHand })
  }
  try {
    return JSON.parse(output)
  } catch {
    throw new DestinationUnavailable(`${command} printed no JSON`, { hint: byHand, failure: 'corrupt' })
  }
}

function run(request: JsonCommand): Promise<{ code: number | null | 'expired'; output: string }> {
  return new Promise((resolve, reject) => {
    const child = start(request)
    const kill = () => killGroup(child)
    let expired = false
    let output = ''
    const limit = setTimeout(() => {
      expired = true
      kill()
    }, request.timeout)
    process.once('exit', kill)
    const settle = () => {
      clearTimeout(limit)
      process.removeListener('exit', kill)
    }
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      output = (output + chunk).slice(0, mostBytes)
    })
    child.once('error', error => {
      settle()
      reject(notStarted(error, request))
    })
    child.once('close', code => {
      settle()
      resolve({ code: expired ? 'expired' : code, output })
    })
  })
}

function start({ command, args, env, cwd }: JsonCommand): ChildProcess {
  const { spawn } = process.getBuiltinModule('node:child_process')
  return spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'ignore'], detached: true })
}

function notStarted(error: Error, { command, installHint }: JsonCommand): DestinationUnavailable {
  const absent = codeOf(error) === 'ENOENT'
  return new DestinationUnavailable(
    absent ? `${command} is not installed` : `${command} cannot be started (${codeOf(error)})`,
    { hint: installHint },
  )
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // The group is gone already.
  }
}
