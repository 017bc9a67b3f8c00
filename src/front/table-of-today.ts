import { program } from '../program.ts'
import type { CommandTable } from './command-table.ts'
import { describe } from './describe.ts'

/** The table of the command definitions as they are now. Nothing in them can be run. */
export async function tableOfToday(version: string): Promise<CommandTable> {
  const unused = () => Promise.reject(new Error('not to be called'))
  const silent = () => undefined
  const style = { terminal: false, colour: false, columns: 80 }
  const sandboxHost = { start: unused, addUser: unused, untilStopped: unused }
  const questions = { ask: unused, askSecret: unused, choose: unused, confirm: unused, readInput: unused }
  const retold = (text: string) => text
  const printing = { print: silent, mask: silent, retold, note: silent, progress: silent }
  const terminal = {
    stdout: style,
    stderr: style,
    canPrompt: false,
    listening: false,
    ...printing,
    ...questions,
  }
  const world = { version, open: unused, openLean: unused, sandboxHost, terminal, platforms: [] }
  return await describe(version, () => program(world))
}
