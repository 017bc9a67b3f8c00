import { accessSync, constants } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Side } from './row.ts'

/** Where rows are measured: a home of their own, the built beatpass, and what is to be ended afterwards. */
export class Scene {
  readonly home: string
  /** The folder of the project. */
  readonly project: string
  readonly #closing: (() => Promise<unknown>)[] = []

  private constructor(home: string, project: string) {
    this.home = home
    this.project = project
  }

  static async open(project: string): Promise<Scene> {
    return new Scene(await mkdtemp(join(tmpdir(), 'beatpass-bench-home-')), project)
  }

  /** Runs it when the scene is left, the last first. */
  closing(end: () => Promise<unknown>): void {
    this.#closing.push(end)
  }

  async close(): Promise<void> {
    for (const end of this.#closing.reverse()) await end()
    await rm(this.home, { recursive: true, force: true })
  }

  /** A folder in the home. */
  async folder(name: string): Promise<string> {
    await mkdir(join(this.home, name), { recursive: true, mode: 0o700 })
    return join(this.home, name)
  }

  get script(): string {
    return join(this.project, 'bin', 'beatpass.js')
  }

  /** What every process gets: never NODE_OPTIONS nor NODE_EXTRA_CA_CERTS, which slow a bare Node down and flatter all else. */
  get env(): Record<string, string> {
    return { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: this.home, LANG: 'C.UTF-8', CI: 'true' }
  }

  /** The built beatpass by this Node. */
  beatpass(line: string, more: Partial<Omit<Side, 'name' | 'command'>> = {}): Side {
    const command = [process.execPath, this.script, ...line.split(' ')]
    return { name: `beatpass ${line}`, command, ...more, env: { ...this.env, ...more.env } }
  }

  /** A script of floors/ by this Node: the least that the same work can cost with it. */
  floor(line: string, more: Partial<Omit<Side, 'command'>> = {}): Side {
    const [script = '', ...args] = line.split(' ')
    const command = [process.execPath, join(this.project, 'test', 'bench', 'floors', script), ...args]
    return { name: 'the least script', command, ...more, env: { ...this.env, ...more.env } }
  }

  /** The floor of all: this Node that does nothing. */
  get bareNode(): Side {
    return { name: 'node -e 0', command: [process.execPath, '-e', '0'], env: this.env }
  }

  /** Another program, or undefined where it is not installed. */
  other(line: string, more: Partial<Omit<Side, 'command'>> = {}): Side | undefined {
    const [program = '', ...args] = line.split(' ')
    const path = installed(program)
    return path
      ? { name: line, command: [path, ...args], ...more, env: { ...this.env, ...more.env } }
      : undefined
  }
}

/** What is right for the Node that measures: 20, or 22 and newer. */
export function onNode<Value>(on20: Value, since22: Value): Value {
  return Number(process.versions.node.split('.')[0]) >= 22 ? since22 : on20
}

function installed(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.map(folder => join(folder, program)).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
