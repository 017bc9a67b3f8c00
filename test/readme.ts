import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { program } from '../src/program.ts'
import { MemoryTerminal } from './fakes/memory-terminal.ts'

/** The text of README.md. */
export const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

/** What lies below a heading of that text, up to the next one of its level or above. Throws when there is none. */
export function section(heading: string): string {
  const lines = readme.split('\n')
  const start = lines.indexOf(heading)
  if (start === -1) throw new Error(`README.md has no heading '${heading}'`)
  const level = heading.indexOf(' ')
  const end = lines.findIndex((line, at) => at > start && new RegExp(`^#{1,${level}} `).test(line))
  return lines.slice(start + 1, end === -1 ? undefined : end).join('\n')
}

/** The rows of the first table in a text, as cells, without its head. */
export function rowsOf(text: string): string[][] {
  const lines = text.split('\n')
  const start = lines.findIndex(line => line.startsWith('|'))
  const end = lines.findIndex((line, at) => at > start && !line.startsWith('|'))
  const rows = lines.slice(start + 2, end === -1 ? undefined : end)
  return rows.map(row => row.split('|').slice(1, -1)).map(cells => cells.map(cell => cell.trim()))
}

/** What stands in backticks. */
export function quoted(text = ''): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, inside]) => inside ?? '')
}

/** The lines of the fenced blocks of those languages. */
export function fencedLines(text: string, languages: string): string[] {
  const blocks = [...text.matchAll(new RegExp(`^ *\`\`\`(?:${languages})\\n([\\s\\S]*?)^ *\`\`\``, 'gm'))]
  return blocks.flatMap(([, block = '']) => block.trimEnd().split('\n'))
}

/** The whole command line, or what is on a path; nothing in it can be run. */
export async function commandTree({
  version = '0',
  path,
}: {
  version?: string
  path?: readonly string[] | undefined
} = {}): Promise<Command> {
  const unused = () => Promise.reject(new Error('not to be called'))
  const sandboxHost = { start: unused, addUser: unused, untilStopped: unused }
  const terminal = new MemoryTerminal()
  return await program(
    { version, open: unused, openLean: unused, sandboxHost, terminal, platforms: [] },
    path,
  )
}

/** Every command that does something, by its path: `tokens rotate`. */
export function runnable(command: Command, path: string[] = []): Map<string, Command> {
  const below = command.commands.flatMap(child => [...runnable(child, [...path, child.name()])])
  const acts = path.length > 0 && (command.commands.length === 0 || command.options.length > 0)
  return new Map([...(acts ? [[path.join(' '), command] as const] : []), ...below])
}
