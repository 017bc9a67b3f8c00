import { lstatSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { UnsafeEnvironment } from '../../domain/errors.ts'
import { plainWord } from '../../domain/shell-word.ts'
import { childEnvironment } from './child-environment.ts'

/** What git is asked with. `outsideGit` collects whether a folder is in no repository: such a one is asked about once. */
export interface GitWorld {
  env: NodeJS.ProcessEnv
  outsideGit?: Map<string, Promise<boolean>>
}

/** Throws `UnsafeEnvironment` when git tracks the file, or when it lies in a repository that git refuses to read. */
export async function refuseTracked(path: string, { env, outsideGit }: GitWorld): Promise<void> {
  const folder = dirname(path)
  const known = outsideGit?.get(folder)
  if (known && (await known)) return
  const asked = git(path, env, ['--literal-pathspecs', 'ls-files', '--error-unmatch'])
  if (!known)
    outsideGit?.set(
      folder,
      asked.then(isOutside, () => false),
    )
  const answer = await asked
  if (answer.code === 0) {
    throw new UnsafeEnvironment(`git tracks ${path}: a secret there would be committed`, {
      hint: `git -C ${plainWord(folder)} rm --cached ${plainWord(path)} and add it to .gitignore, or choose another file`,
    })
  }
  if (isOutside(answer) || answer.code !== 128) return
  throw new UnsafeEnvironment(`cannot tell whether git tracks ${path}`, {
    hint: `see what 'git status' says in ${folder}`,
  })
}

/** Whether the file lies in a git work tree whose ignore rules do not cover it: `git add .` would take it. */
export async function wouldBeAdded(path: string, { env, outsideGit }: GitWorld): Promise<boolean> {
  if (await outsideGit?.get(dirname(path))) return false
  const answer = await git(path, env, ['check-ignore', '--quiet'])
  return answer.code === 1
}

/** `code` is undefined where there is no git or no repository: then nothing can be tracked. */
interface Answer {
  code: number | undefined
  stderr: string
}

function isOutside({ code, stderr }: Answer): boolean {
  return code === undefined || /not a git repository|must be run in a work tree/.test(stderr)
}

/** No answer in time counts as a failure of git's own, 128. */
async function git(path: string, env: NodeJS.ProcessEnv, command: string[]): Promise<Answer> {
  if (!mayBeInRepository(dirname(path))) return { code: undefined, stderr: '' }
  const { execFile } = await import('node:child_process')
  // A repository's own settings can name a program to run (fsmonitor): asking about a path must not start it.
  const args = ['-c', 'core.fsmonitor=false', ...command, '--', basename(path)]
  const options = { cwd: dirname(path), env: gitEnvironment(env), timeout: 10_000 }
  return await new Promise(resolve => {
    execFile('git', args, options, (error, _stdout, stderr) => {
      const code = error ? (error.code ?? 128) : 0
      resolve({ code: typeof code === 'number' ? code : undefined, stderr })
    })
  })
}

/**
 * Whether git has to be asked, which takes it longer than all else that a delivery to a file does: it finds a repository by
 * `.git` in a folder or in one above it, or because such a folder is one itself.
 */
function mayBeInRepository(folder: string): boolean {
  try {
    let at = realpathSync.native(folder)
    for (;;) {
      for (const name of ['.git', 'HEAD'])
        if (lstatSync(join(at, name), { throwIfNoEntry: false })) return true
      const above = dirname(at)
      if (above === at) return false
      at = above
    }
  } catch {
    return true
  }
}

/** Inside a git hook, or set by hand, these variables make git see another repository than the file's own, or none. */
const misleading = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_COMMON_DIR',
  'GIT_CEILING_DIRECTORIES',
  'GIT_DISCOVERY_ACROSS_FILESYSTEM',
]

function gitEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(childEnvironment(env)).filter(([name]) => !misleading.includes(name))
  return { ...Object.fromEntries(kept), LC_ALL: 'C' }
}
