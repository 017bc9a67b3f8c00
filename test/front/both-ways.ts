import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { builtBeatpass } from '../cli/beatpass.ts'
import { bareEnvironment, newHome } from '../cli/person.ts'

const main = join(import.meta.dirname, '../../dist/main.cjs')

// What `bin` does when nothing is answered before it.
const slow = `require('${main}').main(process.argv.slice(1)).then(code => { process.exitCode = code })`

export interface Told {
  exitCode: number | null
  stdout: string
  stderr: string
}

export interface Ways {
  fast: Told
  slow: Told
}

/** What the built beatpass says of a command line as it is installed, and through commander alone. */
export async function bothWays(args: readonly string[], env: Record<string, string> = {}): Promise<Ways> {
  const surroundings = { ...bareEnvironment(await newHome()), ...env }
  const [node = '', ...script] = builtBeatpass()
  const [fast, slowly] = await Promise.all([
    told(node, [...script, ...args], surroundings),
    told(node, ['-e', slow, '--', ...args], surroundings),
  ])
  return { fast, slow: slowly }
}

/** The same at a terminal of that width; both streams are the screen. */
export async function bothWaysAtTerminal(args: readonly string[], columns: number): Promise<Ways> {
  const env = bareEnvironment(await newHome())
  const onScreen = (words: readonly string[]) => {
    const command = words.map(word => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
    const shell = `stty cols ${columns} rows 50; ${command}`
    return told('script', ['--quiet', '--return', '--command', shell, '/dev/null'], env)
  }
  const [node = '', ...script] = builtBeatpass()
  const fast = await onScreen([node, ...script, ...args])
  return { fast, slow: await onScreen([node, '-e', slow, '--', ...args]) }
}

function told(command: string, args: readonly string[], env: Record<string, string>): Promise<Told> {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', text => (said.stdout += text))
  child.stderr.setEncoding('utf8').on('data', text => (said.stderr += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', exitCode => resolve({ exitCode, ...said }))
  })
}
