import { fork } from 'node:child_process'
import { resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Ended, Launch } from './beatpass.ts'

/** A process in which the built command runs many times, at once too; it ends with the test. */
export function openProcess(): Launch {
  const child = fork(resolve('test/crash/many-runs.js'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  onTestFinished(() => child.disconnect())
  const waiting = new Map<number, (ended: Ended) => void>()
  let ids = 0
  child.on('message', (message: Ended & { id: number }) => {
    waiting.get(message.id)?.({ ...message, signal: null })
    waiting.delete(message.id)
  })
  child.on('exit', (exitCode, signal) => {
    for (const end of waiting.values())
      end({ exitCode, signal, stdout: '', stderr: 'the process of all runs is gone' })
  })
  return (args, { home, env = {} }) => {
    const id = ids++
    const ended = new Promise<Ended>(done => waiting.set(id, done))
    // No git is found on that path: it would be asked about each file, in a process of its own.
    const own = {
      PATH: home,
      HOME: home,
      XDG_CONFIG_HOME: home,
      XDG_STATE_HOME: home,
      XDG_DATA_HOME: home,
      CI: '1',
    }
    child.send({ id, args, env: { ...own, ...env } })
    return { ended }
  }
}
