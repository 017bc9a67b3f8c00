import type { Surroundings } from '../../../src/adapters/destinations/target-file.ts'
import { freshFolder } from '../../folder.ts'

/** A world of its own for file destinations: an empty folder as cwd and home; `notes` collects what the user is told. */
export async function freshSurroundings(): Promise<Surroundings & { notes: string[] }> {
  const folder = await freshFolder()
  const notes: string[] = []
  const env = { PATH: process.env.PATH, HOME: folder }
  return { cwd: folder, home: folder, env, notes, note: line => void notes.push(line) }
}
