import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generateX25519Identity } from 'age-encryption'
import { addUser, type NewUser } from '../../src/sandbox/add-user.ts'
import type { RunningSandbox, SandboxOptions } from '../../src/sandbox/start-sandbox.ts'
import { freshFolder } from '../folder.ts'
import { sandboxFor, signIn } from '../sandbox/client.ts'
import { beatpass, type Ran, type Running, startBeatpass } from './beatpass.ts'

/** The platform's clock stands still, so that every time it tells is known. */
export const today = new Date('2026-03-01T12:00:00Z')

export interface RunOptions {
  env?: Record<string, string>
  input?: string
  cwd?: string
}

export interface Told extends Ran {
  /** What the platform was asked for meanwhile: `POST /auth/login`. */
  requests: string[]
}

/** Somebody with a home of their own and an account on a sandbox of their own; secrets rest in an age file. */
export class Person {
  readonly #heard: { where: string; text: string }[] = []
  readonly home: string
  readonly sandbox: RunningSandbox
  env: Record<string, string>

  constructor(home: string, sandbox: RunningSandbox, env: Record<string, string>) {
    this.home = home
    this.sandbox = sandbox
    this.env = env
  }

  /** Runs a command line, words separated by spaces. */
  async run(line: string | readonly string[], options: RunOptions = {}): Promise<Told> {
    const args = typeof line === 'string' ? line.split(' ') : line
    const before = this.sandbox.requests.length
    const ran = await beatpass(args, this.#surroundings(options))
    this.heard(args.join(' '), ran)
    return { ...ran, requests: this.requests.slice(before) }
  }

  start(line: string, options: RunOptions = {}): Running {
    return startBeatpass(line.split(' '), this.#surroundings(options))
  }

  /** Signs in as the sandbox's own account, or as another. */
  async login(user: { email: string; password: string } = this.sandbox, options: RunOptions = {}) {
    return await this.run(['login', '--email', user.email, '--password-stdin'], {
      input: user.password,
      ...options,
    })
  }

  /** From now on acts with BEATPASS_TOKEN, a token named `bench` that is made on the platform itself. */
  async useToken(): Promise<string> {
    const secret = await signIn(this.sandbox, this.sandbox, 'bench')
    this.env = { ...this.env, BEATPASS_TOKEN: secret }
    return secret
  }

  /** The stored secret of a token, without leaving a trace in what was heard. */
  async secretOf(name: string): Promise<string> {
    const { stdout } = await beatpass(['tokens', 'get', name], this.#surroundings({}))
    return stdout.trimEnd()
  }

  async addUser(user: Omit<NewUser, 'dataDir'>) {
    return await addUser({ dataDir: this.sandbox.dataDir, ...user })
  }

  /** Every request so far: `POST /auth/login`. */
  get requests(): string[] {
    return this.sandbox.requests.map(({ method, path }) => `${method} ${path}`)
  }

  /** Takes down what a run showed, for `leaks`. */
  heard(what: string, { stdout, stderr }: Pick<Ran, 'stdout' | 'stderr'>): void {
    this.#heard.push(
      { where: `stdout of ${what}`, text: stdout },
      { where: `stderr of ${what}`, text: stderr },
    )
  }

  /** Where a text was seen: in what runs showed, and in any file of the home. */
  async leaks(secret: string): Promise<string[]> {
    if (secret.length < 8) throw new Error(`not a secret: '${secret}'`)
    const files = await Promise.all(
      (await filesIn(this.home)).map(async path => ({
        where: path.slice(this.home.length + 1),
        text: await readFile(path, 'latin1'),
      })),
    )
    return [...this.#heard, ...files].filter(({ text }) => text.includes(secret)).map(({ where }) => where)
  }

  #surroundings({ env = {}, ...rest }: RunOptions) {
    return { env: { ...this.env, ...env }, cwd: this.home, ...rest }
  }
}

/** A new person; they are not signed in. */
export async function newPerson(options: SandboxOptions = {}): Promise<Person> {
  const sandbox = await sandboxFor({ rateLimit: false, clock: () => today, ...options })
  const home = await newHome()
  const env = { ...bareEnvironment(home), ...(await ageStore(home)), BEATPASS_API_URL: sandbox.apiUrl }
  return new Person(home, sandbox, env)
}

/** A new person who acts with BEATPASS_TOKEN: its token has the id 1. */
export async function newHolder(options: SandboxOptions = {}): Promise<Person> {
  const person = await newPerson(options)
  await person.useToken()
  return person
}

export async function newHome(): Promise<string> {
  const home = await freshFolder()
  await chmod(home, 0o755)
  return home
}

/** No CI, no proxy, no certificates, no session bus: only what every process has. */
export function bareEnvironment(home: string): Record<string, string> {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8', TERM: 'xterm' }
}

/** The variables of an age store whose identity was made for this home. */
export async function ageStore(home: string): Promise<Record<string, string>> {
  await mkdir(join(home, 'keys'), { mode: 0o700 })
  const identity = join(home, 'keys', 'identity.txt')
  await writeFile(identity, `${await generateX25519Identity()}\n`, { mode: 0o600 })
  return { BEATPASS_STORE: 'age', BEATPASS_AGE_IDENTITY: identity }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
}
