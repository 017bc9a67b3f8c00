import { type ChildProcess, spawn } from 'node:child_process'
import { StoreUnavailable } from '../../../domain/errors.ts'
import { codeOf } from '../../files/private-file.ts'

export interface PassRun {
  args: string[]
  env: Record<string, string | undefined>
  /** What goes to its stdin; without it, the terminal where there is one, so that a prompt finds it. */
  input?: string | undefined
  interactive: boolean
  timeoutMs: number
  /** Called when it has run for two seconds, for a passphrase may be asked for. */
  onWaiting?: (() => void) | undefined
  /** What to do where pass is not installed. */
  otherwise?: string | undefined
}

export interface PassResult {
  exitCode: number | null
  stdout: string
  stderr: string
}

const waitingAfter = 2000

/** Runs `pass` in a process group of its own, which is killed as a whole on timeout. Throws `StoreUnavailable`. */
export function runPass(run: PassRun): Promise<PassResult> {
  return new Promise((resolve, reject) => {
    const child = start(run)
    const kill = () => killGroup(child)
    const note = run.onWaiting && setTimeout(run.onWaiting, waitingAfter)
    const limit = setTimeout(() => {
      kill()
      settle(() => reject(timedOut(run.timeoutMs)))
    }, run.timeoutMs)
    const settle = (then: () => void) => {
      clearTimeout(note)
      clearTimeout(limit)
      process.removeListener('exit', kill)
      then()
    }
    process.once('exit', kill)
    const said = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', text => {
        said[name] += text
      })
    }
    child.on('error', error => settle(() => reject(notStarted(error, run.otherwise))))
    child.on('close', exitCode => settle(() => resolve({ exitCode, ...said })))
    child.stdin?.on('error', () => undefined).end(run.input)
  })
}

function start({ args, env, input, interactive }: PassRun): ChildProcess {
  const stdin = input !== undefined ? 'pipe' : interactive ? 'inherit' : 'ignore'
  return spawn('pass', args, { env: passEnvironment(env), stdio: [stdin, 'pipe', 'pipe'], detached: true })
}

/**
 * All that the user has, for pass and gpg are set up by it, less what is ours. Names are taken as they are by git: pass
 * hands it the path of a removed entry, and `?` in a label would remove its neighbours.
 */
function passEnvironment(env: Record<string, string | undefined>): Record<string, string | undefined> {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('BEATPASS_'))
  return { ...Object.fromEntries(kept), LC_ALL: 'C', GIT_LITERAL_PATHSPECS: '1' }
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL')
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error
  }
}

function timedOut(timeoutMs: number): StoreUnavailable {
  return new StoreUnavailable(`pass did not finish within ${timeoutMs / 1000} s`, {
    failure: 'timeout',
    retryable: true,
    hint: 'gpg may be waiting for a passphrase: unlock the key with pass show in a terminal',
  })
}

function notStarted(error: Error, otherwise = 'put it in PATH'): StoreUnavailable {
  const absent = codeOf(error) === 'ENOENT'
  return new StoreUnavailable(
    absent ? 'pass is not installed' : `pass cannot be started (${codeOf(error)})`,
    {
      hint: `install it from passwordstore.org, or ${otherwise}`,
      cause: error,
    },
  )
}
