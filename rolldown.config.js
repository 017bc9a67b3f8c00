import { readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isAbsolute, resolve } from 'node:path'
import { defineConfig, rolldown } from 'rolldown'

const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
const addons = ['@napi-rs/keyring', 'keytar', 'libsql']

// commander asks for node:child_process as it loads, and needs it for commands that are programs of their own: there are none.
const isUnused = (id, importer) => id === 'node:child_process' && /[\\/]commander[\\/]/.test(importer ?? '')
const external = (id, importer) => addons.includes(id) || (id.startsWith('node:') && !isUnused(id, importer))
const noPrograms = {
  name: 'no-programs',
  resolveId: (id, importer) => (isUnused(id, importer) ? '\0no-programs' : undefined),
  load: id => (id === '\0no-programs' ? 'export {}' : undefined),
}
const transform = { target: 'node20', define: { __VERSION__: JSON.stringify(version) } }

rmSync('dist', { recursive: true, force: true })

/** What is known of every command line before anything runs, made of the command definitions as they are now. */
async function commandTable() {
  const bundle = await rolldown({
    input: 'src/front/table-of-today.ts',
    platform: 'node',
    external,
    transform,
  })
  const { output } = await bundle.generate({ format: 'cjs', codeSplitting: false })
  await bundle.close()
  const made = { exports: {} }
  new Function('module', 'exports', 'require', output[0].code)(
    made,
    made.exports,
    createRequire(import.meta.url),
  )
  return JSON.stringify(await made.exports.tableOfToday(version))
}

const whole = { dir: 'dist', format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false, minify: true }

// A file of its own, which needs no other: it is all that the version, help and usage errors load.
const front = {
  input: { front: 'src/front.ts' },
  platform: 'node',
  external,
  transform,
  plugins: [
    {
      name: 'command-table',
      async generateBundle() {
        this.emitFile({ type: 'asset', fileName: 'commands.json', source: await commandTable() })
      },
    },
  ],
  output: whole,
}

// Another: a process of its own, which is waited for.
const keychainChild = {
  input: { 'keychain-child': 'src/adapters/secret-stores/keychain-child.ts' },
  platform: 'node',
  external,
  transform,
  output: { ...whole, dynamicImportInCjs: false },
}

// What a command that makes one request loads in any case goes into one chunk, what reads any other command line into
// another: to open a file costs more than to read it.
const chunks = {
  core: ['src/main.ts', 'src/commands/tokens/list-action.ts'],
  program: ['src/run-program.ts', 'src/commands/acting.ts', 'src/commands/parse.ts'],
}

/** Which modules a chunk is made of: those that its own import, but for what an earlier one holds. */
const chunkOf = new Map()
const findChunks = {
  name: 'find-chunks',
  buildEnd() {
    const add = (id, chunk) => {
      if (chunkOf.has(id) || !isAbsolute(id)) return
      chunkOf.set(id, chunk)
      for (const imported of this.getModuleInfo(id)?.importedIds ?? []) add(imported, chunk)
    }
    for (const [chunk, paths] of Object.entries(chunks)) for (const path of paths) add(resolve(path), chunk)
  },
}
const groups = Object.keys(chunks).map(name => ({ name, test: id => chunkOf.get(id) === name }))

// CJS, split by dynamic import, with the native addons left outside: a command loads only what it uses.
const main = {
  input: { main: 'src/main.ts' },
  platform: 'node',
  external,
  transform,
  plugins: [findChunks, noPrograms],
  output: {
    dir: 'dist',
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    codeSplitting: { groups },
    dynamicImportInCjs: false,
    minify: true,
  },
}

export default defineConfig([front, keychainChild, main])
