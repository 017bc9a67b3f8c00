import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { RunningSandbox } from '../../src/sandbox/start-sandbox.ts'
import { type PlatformServer, sessionOn, startPlatform } from '../sandbox/platform-server.ts'
import { beatpass, type Ran } from './beatpass.ts'
import { ageStore, bareEnvironment, newHome } from './person.ts'

export interface Told extends Ran {
  /** What the platform was asked for meanwhile. */
  requests: string[]
}

/** Somebody with a home of their own and an account on another platform than BeatPass; secrets rest in an age file. */
export class Guest {
  readonly home: string
  readonly server: PlatformServer & { sandbox: RunningSandbox }
  env: Record<string, string>

  constructor(home: string, server: Guest['server'], env: Record<string, string>) {
    this.home = home
    this.server = server
    this.env = env
  }

  /** Runs a command line, words separated by spaces. */
  async run(line: string, input?: string): Promise<Told> {
    const before = this.server.requests().length
    const ran = await beatpass(line.split(' '), {
      env: this.env,
      ...(input === undefined ? {} : { input }),
    })
    return { ...ran, requests: this.server.requests().slice(before) }
  }

  /** The value of an access token, as a sign-in of BeatConnect gives it. */
  async session(): Promise<string> {
    return (await sessionOn(this.server.sandbox, this.server.people[0])).reveal()
  }

  /** The password of the first account. */
  get password(): string {
    return this.server.people[0].password.reveal()
  }

  /** The text of every file of ours at home: settings and records, not the age file. */
  async kept(): Promise<string> {
    const entries = await readdir(this.home, { recursive: true, withFileTypes: true })
    const files = entries.filter(entry => entry.isFile() && entry.name.endsWith('.json'))
    return (await Promise.all(files.map(file => readFile(join(file.parentPath, file.name), 'utf8')))).join('')
  }
}

/** A guest of a sandbox that plays that platform, at a fresh home. */
export async function guestOf(platform: string): Promise<Guest> {
  const server = await startPlatform(platform)
  onTestFinished(() => server.close())
  const home = await newHome()
  const own = { BEATPASS_PLATFORM: platform, BEATPASS_API_URL: server.apiUrl }
  return new Guest(home, server, { ...bareEnvironment(home), ...(await ageStore(home)), ...own })
}
