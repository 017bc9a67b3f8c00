import { readFile } from 'node:fs/promises'

/** When the process started, in a form to compare for equality only, or null where the system does not tell (no /proc). */
export async function processStart(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined)
  // The name in brackets may hold spaces and brackets itself; the start is the 22nd field of proc(5), the 20th after it.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
}
