import type { ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { StoreUnavailable } from '../../../domain/errors.ts'

/** The process that makes the keychain calls, with its stdin and stdout. */
export type KeychainChild = ChildProcessByStdio<Writable, Readable, null>

/**
 * Starts `childPath` (the built `keychain-child.cjs`, or the argument by which a single binary takes its place). It waits
 * for the first call, keeps this process from nothing, and ends with it. Why it could not start is for its `error` to tell;
 * throws `StoreUnavailable` where there is no file descriptor left for it.
 */
export function startChild(childPath: string, env: Record<string, string>): KeychainChild {
  const { spawn } = process.getBuiltinModule('node:child_process')
  const child = spawn(process.execPath, [childPath], {
    env,
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  })
  // Nobody may be listening yet, and an error that nobody hears ends this process.
  child.on('error', () => undefined)
  if (!child.stdin) {
    throw new StoreUnavailable("the keychain's own process could not be started: too many files are open", {
      retryable: true,
      hint: 'run it again when there are fewer, or raise the limit (ulimit -n)',
    })
  }
  child.stdin.on('error', () => undefined)
  for (const handle of [child, child.stdin, child.stdout]) (handle as { unref?(): void }).unref?.()
  return child
}

/** A child that was started before it was known who needs one. */
export class EarlyChild {
  #child: KeychainChild | undefined

  constructor(childPath: string, env: Record<string, string>) {
    this.#child = startChild(childPath, env)
  }

  /** The child, for the first that asks; `undefined` for the next, and where it did not start or has ended. */
  take(): KeychainChild | undefined {
    const child = this.#child
    this.#child = undefined
    const runs = child?.pid !== undefined && child.exitCode === null && child.signalCode === null
    return runs ? child : undefined
  }
}
