import { join } from 'node:path'
import { builtBeatpass } from '../cli/beatpass.ts'
import { bareEnvironment, newHome } from '../cli/person.ts'
import { type Told, told } from './told.ts'

const front = join(import.meta.dirname, '../../dist/front.cjs')

// What `bin` does when nothing is answered before it.
const slow = `require('${front}').loadCore().main(process.argv.slice(1)).then(code => { process.exitCode = code })`

export interface Ways {
  fast: Told
  slow: Told
}

/** What the built beatpass says of a command line as it is installed, and through commander alone. */
export async function bothWays(args: readonly string[], env: Record<string, string> = {}): Promise<Ways> {
  const surroundings = { ...bareEnvironment(await newHome()), ...env }
  const [program = '', ...script] = builtBeatpass()
  const [fast, slowly] = await Promise.all([
    told(program, [...script, ...args], surroundings),
    told(process.execPath, ['-e', slow, '--', ...args], surroundings),
  ])
  return { fast, slow: slowly }
}

/** The same at a terminal of that width; both streams are the screen. */
export async function bothWaysAtTerminal(
  args: readonly string[],
  columns: number,
  more: Record<string, string> = {},
): Promise<Ways> {
  const env = { ...bareEnvironment(await newHome()), ...more }
  const onScreen = (words: readonly string[]) => {
    const command = words.map(word => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
    const shell = `stty cols ${columns} rows 50; ${command}`
    return told('script', ['--quiet', '--return', '--command', shell, '/dev/null'], env)
  }
  const fast = await onScreen([...builtBeatpass(), ...args])
  return { fast, slow: await onScreen([process.execPath, '-e', slow, '--', ...args]) }
}
