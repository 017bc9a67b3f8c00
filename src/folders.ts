import { isAbsolute, join } from 'node:path'

export type Environment = Record<string, string | undefined>

/** A variable; one that is set but empty counts as unset. */
export function variable(env: Environment, name: string): string | undefined {
  return env[name] === '' ? undefined : env[name]
}

/**
 * The home folder of this user. A `HOME` that is empty or relative counts as unset: it would be the folder in which the command
 * is started, a checkout perhaps. A user whom the system does not know, or the single binary's runtime, has `/`, as container
 * runtimes say.
 */
export function homeFolder(): string {
  const { homedir, userInfo } = process.getBuiltinModule('node:os')
  try {
    const home = homedir()
    const own = isAbsolute(home) ? home : userInfo().homedir
    return isAbsolute(own) ? own : '/'
  } catch {
    return '/'
  }
}

/**
 * The current folder. One that was removed under a shell has no path: a stand-in, at which nothing is found, lets fail only what
 * depends on it.
 */
export function currentFolder(): string {
  try {
    return process.cwd()
  } catch {
    return '/(deleted)'
  }
}

/** The folders of this user (XDG), ours below them. */
export function folders(env: Environment, home: string) {
  const under = (name: string, standard: string) => {
    const base = variable(env, name)
    return join(base?.startsWith('/') ? base : join(home, standard), 'beatpass')
  }
  return {
    config: under('XDG_CONFIG_HOME', '.config'),
    state: under('XDG_STATE_HOME', '.local/state'),
    data: under('XDG_DATA_HOME', '.local/share'),
  }
}
