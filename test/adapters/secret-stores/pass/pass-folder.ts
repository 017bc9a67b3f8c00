import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PassStore, type PassStoreOptions } from '../../../../src/adapters/secret-stores/pass.ts'

const run = promisify(execFile)

/** A throw-away GnuPG home with one key and an initialised password store. The path is short: sockets lie in it. */
export interface PassFolder {
  path: string
  store: string
  env: Record<string, string>
  open(options?: Partial<PassStoreOptions>): PassStore
  /** Runs the real tool; resolves to its stdout. */
  tool(command: string, ...args: string[]): Promise<string>
  /** A folder for the front of PATH with a shell script in it, which may go on to the real tool as `$REAL`. */
  shadow(names: string[], script: string): Promise<string>
  remove(): Promise<void>
}

export const keyName = 'tester <tester@example.org>'

export async function makePassFolder(passphrase = ''): Promise<PassFolder> {
  const path = await mkdtemp('/tmp/bp-pass-')
  const store = join(path, 'store')
  const home = join(path, 'gpg')
  await mkdir(home, { mode: 0o700 })
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    HOME: path,
    GNUPGHOME: home,
    PASSWORD_STORE_DIR: store,
    GIT_AUTHOR_NAME: 'tester',
    GIT_AUTHOR_EMAIL: 'tester@example.org',
    GIT_COMMITTER_NAME: 'tester',
    GIT_COMMITTER_EMAIL: 'tester@example.org',
  }
  const tool = async (command: string, ...args: string[]) => (await run(command, args, { env })).stdout
  const key = ['--quick-generate-key', keyName, 'future-default', 'default', 'never']
  await tool('gpg', '--batch', '--pinentry-mode', 'loopback', '--passphrase', passphrase, ...key)
  await tool('pass', 'init', 'tester@example.org')
  return {
    path,
    store,
    env,
    open: (options = {}) => new PassStore({ env, ...options }),
    tool,
    async shadow(names, script) {
      const folder = await mkdtemp(join(path, 'bin-'))
      for (const name of names) {
        const real = (await run('which', [name]).catch(() => ({ stdout: '/usr/bin/gpg' }))).stdout.trim()
        await writeFile(join(folder, name), `#!/bin/sh\nREAL=${real}\n${script}\n`)
        await chmod(join(folder, name), 0o700)
      }
      return `${folder}:${env.PATH}`
    },
    async remove() {
      await tool('gpgconf', '--kill', 'all')
      await rm(path, { recursive: true, force: true })
    },
  }
}
