import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

// Without these two a file in the folder where it is started could change what it does.
const options = ['--compile', '--bytecode', '--no-compile-autoload-dotenv', '--no-compile-autoload-bunfig']

/** Packs the parts that begin with beatpass.cjs, the keychain's native addon and a runtime into one program, and prints its size and digest. */
export function packBinary(parts, program) {
  copyFileSync(nativeAddon(), join(parts, 'keyring.addon'))
  const script = join(parts, 'beatpass.cjs')
  const loaders = ['--loader', '.addon:file', '--external', 'keytar', '--external', 'libsql']
  const packed = spawnSync(packer(), ['build', ...options, ...loaders, script, '--outfile', program], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (packed.status !== 0) throw new Error(`packing failed: ${packed.error ?? `exit code ${packed.status}`}`)
  rmSync(parts, { recursive: true })
  const bytes = readFileSync(program)
  const digest = createHash('sha256').update(bytes).digest('hex')
  process.stdout.write(`${program}  ${(bytes.length / 1_048_576).toFixed(1)} MiB  sha256 ${digest}\n`)
}

/** A program is far larger than what stands in its place until bun's install script has run. */
const isProgram = path => existsSync(path) && statSync(path).size > 1_048_576

/** bun: in its platform's package, or where its install script, if scripts may run here, has moved it to. */
function packer() {
  const folder = resolve('node_modules/@oven')
  const packages = existsSync(folder) ? readdirSync(folder).sort() : []
  const paths = packages.flatMap(name => ['bun', 'bun.exe'].map(file => join(folder, name, 'bin', file)))
  const path = [...paths, resolve('node_modules/bun/bin/bun.exe')].find(isProgram)
  if (!path) throw new Error('bun is not installed for this platform: npm ci')
  return path
}

/** The .node file of the platform's package of @napi-rs/keyring. */
function nativeAddon() {
  const require = createRequire(createRequire(import.meta.url).resolve('@napi-rs/keyring'))
  const folder = resolve('node_modules/@napi-rs')
  const [name] = readdirSync(folder).filter(one =>
    one.startsWith(`keyring-${process.platform}-${process.arch}`),
  )
  if (!name) throw new Error('@napi-rs/keyring has no addon for this platform: npm ci')
  return require.resolve(`@napi-rs/${name}`)
}
