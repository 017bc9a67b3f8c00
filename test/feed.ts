import type { ChildProcess } from 'node:child_process'

/**
 * Writes to the stdin of a process and ends it. One that ends before it has read all breaks the pipe: an error of no test,
 * which would end the whole run.
 */
export function feed({ stdin }: Pick<ChildProcess, 'stdin'>, input?: string): void {
  stdin?.on('error', () => undefined).end(input)
}
