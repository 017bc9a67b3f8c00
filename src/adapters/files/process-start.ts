import { readFileSync, readlinkSync } from 'node:fs'

/** When the process started, in a form to compare for equality only, or null where the system does not tell (no /proc). */
export function processStart(pid: number): string | null {
  const stat = statOf(pid)
  // The name in brackets may hold spaces and brackets itself; the start is the 22nd field of proc(5), the 20th after it.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
}

function statOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1')
  } catch {
    return undefined
  }
}

/**
 * Tells apart who sees which processes, for equality only: one boot of one machine, and there one namespace of process ids. Machines and
 * containers that have a host name in common do not see each other's. Null where the system does not tell.
 */
export function processSpace(): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return null
  }
}
