import { readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isAbsolute, resolve } from 'node:path'
import { defineConfig, rolldown } from 'rolldown'
import { packBinary } from './.ci/pack-binary.js'

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
const define = { __VERSION__: JSON.stringify(version), __BINARY__: 'false' }
// One character beyond ASCII and V8 reads the whole file as UTF-16, at half the speed.
const inAscii = text =>
  text.replace(/[^\0-\x7f]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
const ascii = {
  name: 'ascii',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) if (file.type === 'chunk') file.code = inAscii(file.code)
  },
}
const transform = { target: 'node20', define }

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
  const { rows, help } = await made.exports.tableOfToday(version)
  return { rows: inLines(rows), help: inLines(help) }
}

function inLines(byPath) {
  const lines = Object.entries(byPath).map(entry => `\n${JSON.stringify(entry)}`)
  return inAscii(`${lines.join('')}\n`)
}

const whole = { dir: 'dist', format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false, minify: true }

// Files that src/load-core.ts compiles: each is a function of a module's own names, a text that V8 need not copy to add them.
const keptChunks = ['revocation', 'delivery']
const isKept = ({ isEntry, name }) => isEntry || keptChunks.includes(name)
const asFunction = {
  name: 'as-function',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle))
      if (isKept(file)) file.code = `(function(exports,require,module,__filename,__dirname){${file.code}\n})`
  },
}

// A file of its own, which needs no other: it is all that the version, help and usage errors load.
const front = {
  input: { front: 'src/front.ts' },
  platform: 'node',
  external,
  transform,
  plugins: [
    ascii,
    {
      name: 'command-table',
      async generateBundle() {
        const { rows, help } = await commandTable()
        this.emitFile({ type: 'asset', fileName: 'commands.jsonl', source: rows })
        this.emitFile({ type: 'asset', fileName: 'help.jsonl', source: help })
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
  plugins: [ascii],
  output: { ...whole, dynamicImportInCjs: false },
}

// What a command that makes one request loads in any case goes into one chunk, what reads any other command line into
// another, and so what ends tokens and what delivers secrets: to open a file costs more than to read it.
const chunks = {
  core: ['src/main.ts', 'src/commands/tokens/list-action.ts', 'src/adapters/secret-stores/keychain.ts'],
  program: ['src/run-program.ts', 'src/commands/acting.ts', 'src/commands/parse.ts'],
  revocation: ['src/commands/tokens/revoke-action.ts', 'src/domain/slots.ts'],
  delivery: [
    'src/commands/tokens/create-action.ts',
    'src/commands/tokens/rotate-action.ts',
    'src/adapters/destinations/registry.ts',
    'src/adapters/browser.ts',
    'src/adapters/own-commands.ts',
  ],
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

/** Nothing that the core exports changes later, and a getter for each takes longer than all else that the core does at first. */
function plainExports(code) {
  const getter =
    /Object\.defineProperty\(exports,"([\w$]+)",\{enumerable:!0,get:function\(\)\{return ([\w$]+)\}\}\)/g
  const plain = code.replace(getter, 'exports.$1=$2')
  if (plain === code) throw new Error('the bundler writes its exports in another way')
  return plain
}

/**
 * Puts the core, and what all chunks need of the bundler's own, into the entry: every command opens it, and each further file
 * costs a request about one part in a hundred.
 */
const coreInEntry = {
  name: 'core-in-entry',
  generateBundle(_options, bundle) {
    const one = start => Object.values(bundle).find(({ fileName }) => fileName.startsWith(start))
    const [entry, core, runtime] = [one('core.'), one('core-'), one('rolldown-runtime-')]
    const exported = /exports\.main=[\w$]+\.([\w$]+);/.exec(entry.code)?.[1]
    const asksRuntime = /^const ([\w$]+)=require\("\.\/rolldown-runtime-[\w-]+\.cjs"\);/
    if (!exported || !asksRuntime.test(core.code))
      throw new Error('the bundler writes its chunks in another way')
    const inlined = (_asked, name) =>
      `const ${name}={};(exports=>{${runtime.code}})(${name});exports.bundler=${name};`
    entry.code = `${plainExports(core.code).replace(asksRuntime, inlined)}\nexports.main=exports.${exported};`
    for (const { fileName } of [core, runtime]) delete bundle[fileName]
    for (const file of Object.values(bundle))
      if (file.type === 'chunk')
        file.code = file.code
          .replaceAll(`./${core.fileName}`, `./${entry.fileName}`)
          .replaceAll(`require("./${runtime.fileName}")`, `require("./${entry.fileName}").bundler`)
  },
}

// CJS, split by dynamic import, with the native addons left outside: a command loads only what it uses.
const core = {
  input: { core: 'src/main.ts' },
  platform: 'node',
  external,
  transform,
  plugins: [findChunks, noPrograms, ascii, coreInEntry, asFunction],
  output: {
    dir: 'dist',
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: chunk => (isKept(chunk) ? '[name].cjs' : '[name]-[hash].cjs'),
    codeSplitting: { groups },
    dynamicImportInCjs: false,
    minify: true,
  },
}

const pack = {
  name: 'pack',
  resolveId: id => (id.endsWith('.addon') ? { id: './keyring.addon', external: 'absolute' } : undefined),
  writeBundle: () => packBinary('build/parts', 'build/beatpass'),
}

// `npm run build:binary`: the same parts, which load when they are needed, in one program with all that it takes to run them.
async function binary() {
  const embedded = resolve('src/adapters/secret-stores/keychain/embedded-keyring.ts')
  const { rows, help } = await commandTable()
  // A library asks for its own path: that of this machine has no place in the binary, and would make each one different.
  const known = {
    __BINARY__: 'true',
    __COMMANDS__: JSON.stringify(rows),
    __HELP__: JSON.stringify(help),
    __filename: JSON.stringify('beatpass'),
  }
  const outside = id => id !== '@napi-rs/keyring' && external(id)
  return {
    input: { beatpass: 'src/binary.ts' },
    platform: 'node',
    external: (id, importer) => outside(id) && !isUnused(id, importer),
    resolve: { alias: { '@napi-rs/keyring': embedded } },
    transform: { ...transform, define: { ...define, ...known } },
    plugins: [noPrograms, ascii, pack],
    output: {
      dir: 'build/parts',
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name]-[hash].cjs',
      dynamicImportInCjs: false,
      minify: true,
    },
  }
}

const built = process.env.BEATPASS_BUILD === 'binary' ? await binary() : [front, keychainChild, core]
rmSync(Array.isArray(built) ? 'dist' : 'build', { recursive: true, force: true })

export default defineConfig(built)
