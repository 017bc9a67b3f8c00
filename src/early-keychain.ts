import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { keychainEnvironment } from './adapters/secret-stores/keychain/child-environment.ts'
import { EarlyChild } from './adapters/secret-stores/keychain/start-child.ts'
import type { Given } from './commands/action.ts'
import { type Environment, folders, homeFolder, variable } from './folders.ts'
import { keychainChild } from './own-program.ts'

/** A command line that was read; `given` where it is known what it gives the command. */
interface Line {
  args: readonly string[]
  path: readonly string[]
  given?: Given | undefined
}

/** The commands that begin with the session, those below them too. */
const beginning = ['whoami', 'tokens', 'apps']
/** What a settings file has at most that is read here, in bytes. */
const longest = 65_536

/**
 * Starts the keychain's process where all but certainly the session rests there: that takes it as long as it takes this
 * process to load the command. Only a guess, made of the settings file as it is: nobody depends on it, and a child that nobody
 * takes is told nothing and ends with this process.
 */
export function startKeychainEarly(line: Line, env: Environment): EarlyChild | undefined {
  try {
    return restsInKeychain(line, env) ? new EarlyChild(keychainChild(), keychainEnvironment(env)) : undefined
  } catch {
    return undefined
  }
}

function restsInKeychain({ args, path, given }: Line, env: Environment): boolean {
  if (!beginning.includes(path[0] ?? '') || variable(env, 'BEATPASS_TOKEN') !== undefined) return false
  if (!given && args.some(arg => /^--profile\b/.test(arg))) return false
  const { session, store } = settingsOf(given?.options.profile ?? variable(env, 'BEATPASS_PROFILE'), env)
  return session !== undefined && (store ?? 'keychain') === 'keychain'
}

function settingsOf(profile: unknown = 'default', env: Environment): Record<string, unknown> {
  const file = join(folders(env, homeFolder()).config, 'config.json')
  const found = statSync(file)
  // A planted FIFO would block the open for ever.
  if (!found.isFile() || found.size > longest) return {}
  return JSON.parse(readFileSync(file, 'utf8')).profiles[String(profile)] ?? {}
}
