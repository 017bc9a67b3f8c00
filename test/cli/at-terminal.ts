import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { onTestFinished } from 'vitest'
import { builtBeatpass } from './beatpass.ts'
import type { Person } from './person.ts'

export interface TerminalOptions {
  /** What is typed once the screen shows a pattern, in this order; `\r` is the Enter key. */
  typed?: readonly (readonly [RegExp, string])[]
  columns?: number
  env?: Record<string, string>
  /** Shell redirections: `>out.txt`. */
  redirect?: string
  /** The shell keeps jobs: once beatpass is stopped, it goes on with `fg`. */
  jobs?: boolean
}

export interface Screen {
  exitCode: number | null
  /** What was on the screen, stdout and stderr alike, with escape sequences. */
  raw: string
  /** The same without escape sequences, lines ended by `\n`. */
  text: string
}

/** Runs beatpass on a pseudo-terminal of its own (util-linux `script`), as a person sees it. */
export async function atTerminal(
  person: Person,
  line: string,
  { typed = [], columns = 80, env = {}, redirect = '', jobs = false }: TerminalOptions = {},
): Promise<Screen> {
  const command = [...builtBeatpass(), ...line.split(' ')].map(word => `'${word}'`).join(' ')
  const work = jobs ? `set -m; ${command} ${redirect}; fg` : `${command} ${redirect}`
  const shell = `stty cols ${columns} rows 50; ${work}`
  const child = spawn('script', ['--quiet', '--return', '--command', shell, '/dev/null'], {
    env: { ...person.env, ...env },
    cwd: person.home,
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let raw = ''
  let seen = 0
  const left = [...typed]
  child.stdin.on('error', () => undefined)
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    raw += text
    const [next] = left
    if (!next?.[0].test(raw.slice(seen))) return
    left.shift()
    seen = raw.length
    child.stdin.write(next[1])
  })
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (left.length > 0) throw new Error(`the screen never showed ${left[0]?.[0]}: ${raw}`)
  person.heard(line, { stdout: raw, stderr: '' })
  return { exitCode, raw, text: stripVTControlCharacters(raw).replaceAll('\r\n', '\n') }
}
