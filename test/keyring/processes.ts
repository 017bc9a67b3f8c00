import { readdirSync, readFileSync } from 'node:fs'

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

/** The ids of all processes, as /proc has them. */
export function processIds(): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
}

/** What anybody may learn of a process: its arguments and its environment. */
export function exposedBy(pid: number): string {
  return `${read(`/proc/${pid}/cmdline`)}\n${read(`/proc/${pid}/environ`)}`
}

/** The ids of the living children of a process whose command line holds the text. */
export function childrenOf(parent: number, text: string): number[] {
  return processIds().filter(pid => {
    const [, state, ppid] = /^\d+ \(.*\) (\S) (\d+)/s.exec(read(`/proc/${pid}/stat`)) ?? []
    return Number(ppid) === parent && state !== 'Z' && read(`/proc/${pid}/cmdline`).includes(text)
  })
}
