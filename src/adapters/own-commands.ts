import type { ChildProcess } from 'node:child_process'
import { promises } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Secret } from '../domain/secret.ts'
import type { OwnCommand, OwnCommands } from '../ports/own-command.ts'
import { writePrivateFile } from './files/private-file.ts'

/** Runs the built beatpass by the same program, with settings in a temporary folder. */
export class ChildCommands implements OwnCommands {
  readonly #script: readonly string[]

  /** `script` is the path of bin/beatpass.js; empty where the program that runs is beatpass itself. */
  constructor(script: readonly string[]) {
    this.#script = script
  }

  async open(variables: Record<string, string>): Promise<OwnCommand> {
    const folder = await promises.mkdtemp(join(tmpdir(), 'beatpass-quickstart-'))
    const private_ = { XDG_CONFIG_HOME: join(folder, 'config'), XDG_STATE_HOME: join(folder, 'state') }
    return new ChildCommand(this.#script, folder, { ...process.env, ...private_, ...variables })
  }
}

class ChildCommand implements OwnCommand {
  readonly #script: readonly string[]
  readonly #folder: string
  #env: NodeJS.ProcessEnv

  constructor(script: readonly string[], folder: string, env: NodeJS.ProcessEnv) {
    this.#script = script
    this.#folder = folder
    this.#env = env
  }

  async run(args: readonly string[], input?: Secret): Promise<number> {
    return await ended(this.#start(args, 'inherit', input))
  }

  async answer(args: readonly string[], input?: Secret): Promise<{ exitCode: number; stdout: string }> {
    const child = this.#start(args, 'pipe', input)
    let stdout = ''
    child.stdout?.setEncoding('utf8').on('data', text => (stdout += text))
    const exitCode = await ended(child)
    return { exitCode, stdout }
  }

  #start(args: readonly string[], stdout: 'inherit' | 'pipe', input: Secret | undefined): ChildProcess {
    const { spawn } = process.getBuiltinModule('node:child_process')
    const child = spawn(process.execPath, [...this.#script, ...args], {
      env: this.#env,
      stdio: [input ? 'pipe' : 'inherit', stdout, 'inherit'],
    })
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input?.reveal())
    return child
  }

  async useAgeFile(): Promise<void> {
    const { generateX25519Identity } = await import('age-encryption')
    const identity = join(this.#folder, 'identity.txt')
    await writePrivateFile(identity, `${await generateX25519Identity()}\n`)
    const age = {
      BEATPASS_STORE: 'age',
      BEATPASS_AGE_IDENTITY: identity,
      XDG_DATA_HOME: join(this.#folder, 'data'),
    }
    this.#env = { ...this.#env, ...age }
  }

  async close(): Promise<void> {
    await promises.rm(this.#folder, { recursive: true, force: true }).catch(() => undefined)
  }
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve(code ?? 1))
  })
}
