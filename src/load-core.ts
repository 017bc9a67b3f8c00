import { readFileSync, statSync } from 'node:fs'
import type { Script } from 'node:vm'

/** What `main.ts` exports. */
export interface Core {
  main(args: readonly string[], known?: object): Promise<number>
}

/** Named after this file, so that the separators are the system's. */
const coreFile = () => __filename.replace(/front\.cjs$/, 'core.cjs')

/**
 * Where the build keeps what V8 made of the core. In the package, so that only who may change the program may change it;
 * named after the very Node that made it, because V8 11 does not notice that it comes from another build of the same version.
 */
export function keptCodeFile(): string {
  const { version, platform, arch, execPath } = process
  return `${__dirname}/core-${version}-${platform}-${arch}-${statSync(execPath).size}.code`
}

/** Loads what runs a command: from kept code, where there is some for this Node, in half of the time. */
export function loadCore(): Core {
  return runCore(compileCore(keptCode()))
}

function keptCode(): Buffer | undefined {
  try {
    return readFileSync(keptCodeFile())
  } catch {
    return undefined
  }
}

/**
 * Compiles the core, which is a function of a module's own names. Code that V8 does not take (other flags in NODE_OPTIONS) it
 * passes over by itself. Where the core stands is not told: what is kept would tell it to others.
 */
export function compileCore(cachedData?: Buffer): Script {
  const { Script } = process.getBuiltinModule('node:vm')
  const filename = 'core.cjs'
  return new Script(readFileSync(coreFile(), 'latin1'), cachedData ? { filename, cachedData } : { filename })
}

/** Runs the compiled core as the module that its file is to all others. */
export function runCore(script: Script): Core {
  const file = coreFile()
  const core = { exports: {} as Core, loaded: true }
  Object.assign(require.cache, { [file]: core })
  script.runInThisContext()(core.exports, require, core, file, __dirname)
  return core.exports
}
