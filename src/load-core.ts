import { readFileSync, statSync } from 'node:fs'
import type { Script } from 'node:vm'

/** What `main.ts` exports. */
export interface Core {
  main(args: readonly string[], known?: object): Promise<number>
}

/** A file of the package of which the build keeps what V8 made of it: what every command runs, what ends tokens, what delivers secrets. */
export type KeptPart = 'core' | 'revocation' | 'delivery'
export const keptParts: readonly KeptPart[] = ['core', 'revocation', 'delivery']

/** Named after this file, so that the separators are the system's. */
const fileOf = (part: KeptPart) => __filename.replace(/front\.cjs$/, `${part}.cjs`)

/**
 * Where the build keeps what V8 made of a part. In the package, so that only who may change the program may change it;
 * named after the very Node that made it, because V8 11 does not notice that it comes from another build of the same version.
 */
export function keptCodeFile(part: KeptPart): string {
  const { version, platform, arch, execPath } = process
  return `${__dirname}/${part}-${version}-${platform}-${arch}-${statSync(execPath).size}.code`
}

/** From kept code, where there is some for this Node, in half of the time. */
const compileKept = (part: KeptPart) => compilePart(part, keptCode(part))

function keptCode(part: KeptPart): Buffer | undefined {
  try {
    return readFileSync(keptCodeFile(part))
  } catch {
    return undefined
  }
}

/**
 * Compiles a part, which is a function of a module's own names. Code that V8 does not take (other flags in NODE_OPTIONS) it
 * passes over by itself. Where the part stands is not told: what is kept would tell it to others.
 */
export function compilePart(part: KeptPart, cachedData?: Buffer): Script {
  const { Script } = process.getBuiltinModule('node:vm')
  const filename = `${part}.cjs`
  return new Script(
    readFileSync(fileOf(part), 'latin1'),
    cachedData ? { filename, cachedData } : { filename },
  )
}

/** Loads what runs a command. The other parts are compiled in the same way as soon as something requires them. */
export function loadCore(compile: (part: KeptPart) => Script = compileKept): Core {
  for (const part of keptParts)
    setModule(part, {
      loaded: true,
      get exports() {
        return run(part, compile(part))
      },
    })
  return run('core', compile('core')) as Core
}

/** Runs a compiled part as the module that its file is to all others, and gives what it exports. */
function run(part: KeptPart, script: Script): object {
  const module = { exports: {}, loaded: true as const }
  setModule(part, module)
  script.runInThisContext()(module.exports, require, module, fileOf(part), __dirname)
  return module.exports
}

function setModule(part: KeptPart, module: { readonly exports: object; loaded: true }): void {
  Object.assign(require.cache, { [fileOf(part)]: module })
}
