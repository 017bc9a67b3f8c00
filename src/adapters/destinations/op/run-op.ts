import { DestinationUnavailable } from '../../../domain/errors.ts'
import { printable } from '../../../domain/printable.ts'
import { runPiped } from '../piped-command.ts'

/** One run of 1Password's command-line tool. */
export interface OpRun {
  /** Holds no secret: other processes see it. */
  args: readonly string[]
  /** An item as JSON, for the commands that take one. */
  input?: string
  env: Readonly<Record<string, string | undefined>>
  cwd: string
  timeoutMs: number
  /** Takes out of a line what must not be shown. */
  redact(line: string): string
}

export interface OpResult {
  code: number
  stdout: string
  /** The last line of its stderr, printable, without the time in front. */
  complaint: string
}

const mostOutput = 4 * 1024 * 1024
const longestComplaint = 300

/**
 * Runs `op` with what it inherits from the user, less what is ours, and without its cache. Throws `DestinationUnavailable`
 * where it is not installed, or does not end by itself: `timeout` or `unresponsive` where it was given an item.
 */
export async function runOp({ args, input, env, cwd, timeoutMs, redact }: OpRun): Promise<OpResult> {
  const result: OpResult = { code: 0, stdout: '', complaint: '' }
  const end = await runPiped({
    // op takes the lines of a pipe for the names of items: without an item to give there must be none.
    command: input === undefined ? 'exec op "$@" < /dev/null' : 'exec op "$@"',
    args,
    input: input ?? '',
    cwd,
    env: opEnvironment(env),
    timeout: timeoutMs,
    onLine: line => {
      if (line.trim() !== '') result.complaint = wordsOf(redact(line))
    },
    onOutput: chunk => {
      if (result.stdout.length < mostOutput) result.stdout += chunk
    },
  }).catch((error: unknown) => {
    throw notStarted('op cannot be started: /bin/sh or the current folder is gone', error)
  })
  if ('timedOut' in end) throw timedOut(timeoutMs, input !== undefined)
  if ('signal' in end) throw stopped(end.signal, input !== undefined)
  if (end.code === 127) throw notStarted('op, the command-line tool of 1Password, is not installed')
  if (end.code === 126) throw notStarted('op cannot be started: its file is no program')
  return { ...result, code: end.code }
}

function opEnvironment(env: OpRun['env']): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !name.toUpperCase().startsWith('BEATPASS_'))
  return { ...Object.fromEntries(kept), OP_CACHE: 'false' }
}

function wordsOf(line: string): string {
  const words = line.replace(/^\[ERROR\]\s*(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\s*)?/, '')
  return printable(words).slice(0, longestComplaint)
}

function notStarted(message: string, cause?: unknown): DestinationUnavailable {
  return new DestinationUnavailable(message, {
    hint: 'install it from developer.1password.com/docs/cli, or choose another destination',
    cause,
  })
}

function timedOut(timeoutMs: number, wrote: boolean): DestinationUnavailable {
  return new DestinationUnavailable(`op did not finish within ${timeoutMs / 1000} s and was stopped`, {
    hint: 'it may be waiting to be unlocked: try op vault list in a terminal',
    failure: wrote ? 'timeout' : 'unavailable',
    retryable: true,
  })
}

function stopped(signal: string, wrote: boolean): DestinationUnavailable {
  return new DestinationUnavailable(`op was ended by ${signal}`, {
    hint: 'run it again',
    failure: wrote ? 'unresponsive' : 'unavailable',
    retryable: true,
  })
}
