import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { feed } from '../feed.ts'

const script = fileURLToPath(new URL('../../bin/beatpass.js', import.meta.url))

export interface Ran {
  exitCode: number | null
  stdout: string
  stderr: string
}

export interface Surroundings {
  /** The whole environment: nothing is inherited. */
  env: Record<string, string>
  /** What stdin holds; left out: nothing, at once. */
  input?: string
  cwd?: string
}

export interface Running {
  child: ChildProcess
  /** Resolves once stdout or stderr matches; rejects when the process ends first. */
  said(pattern: RegExp): Promise<void>
  ended: Promise<Ran>
}

/** The single binary that is tested instead of what Node runs: `npm run test:binary`. It takes no `NODE_OPTIONS` and no other addons. */
export const singleBinary = process.env.BEATPASS_BINARY

/** The command that runs the built beatpass. Throws where it was not built. */
export function builtBeatpass(): string[] {
  if (singleBinary) return [singleBinary]
  const core = fileURLToPath(new URL('../../dist/core.cjs', import.meta.url))
  if (!existsSync(core)) throw new Error('there is no dist: npm run build first, test/cli runs what it makes')
  return [process.execPath, script]
}

/** The same, for a shell. */
export const quotedBeatpass = () =>
  builtBeatpass()
    .map(word => `'${word}'`)
    .join(' ')

/** Starts the real binary in a process of its own, which is killed when the test ends. */
export function startBeatpass(args: readonly string[], { env, input, cwd = '/' }: Surroundings): Running {
  const [node = '', ...front] = builtBeatpass()
  const child = spawn(node, [...front, ...args], { env, cwd })
  onTestFinished(() => void child.kill('SIGKILL'))
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', text => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', text => (stderr += text))
  feed(child, input)
  const ended = new Promise<Ran>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', exitCode => resolve({ exitCode, stdout, stderr }))
  })
  const said = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (pattern.test(stdout) || pattern.test(stderr)) resolve()
      }
      child.stdout.on('data', look)
      child.stderr.on('data', look)
      child.on('close', () => reject(new Error(`it ended without saying ${pattern}: ${stdout}${stderr}`)))
      look()
    })
  return { child, said, ended }
}

/** Runs the real binary to its end. */
export async function beatpass(args: readonly string[], surroundings: Surroundings): Promise<Ran> {
  return await startBeatpass(args, surroundings).ended
}

/** What a run that failed leaves: nothing on stdout, the problem and the hint on stderr. */
export function refusal(exitCode: number, message: string, hint?: string): Ran {
  const second = hint === undefined ? '' : `hint: ${hint}\n`
  return { exitCode, stdout: '', stderr: `beatpass: ${message}\n${second}` }
}
