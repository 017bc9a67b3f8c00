import { readFileSync, rmSync } from 'node:fs'
import { defineConfig } from 'rolldown'

const { version } = JSON.parse(readFileSync('package.json', 'utf8'))

rmSync('dist', { recursive: true, force: true })

// CJS, split by dynamic import, with the native addons left outside: a command loads only what it uses.
export default defineConfig({
  input: {
    main: 'src/main.ts',
    'keychain-child': 'src/adapters/secret-stores/keychain-child.ts',
  },
  platform: 'node',
  external: ['@napi-rs/keyring', 'keytar', 'libsql', /^node:/],
  transform: { target: 'node20', define: { __VERSION__: JSON.stringify(version) } },
  output: {
    dir: 'dist',
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    dynamicImportInCjs: false,
    minify: true,
  },
})
