import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where the packed addon is, as a path inside the binary. */
const addon: string = require('./keyring.addon')

/**
 * `@napi-rs/keyring` in a single binary. A loader wants a file: it is written to a private folder of this one process, which
 * is gone as soon as it is loaded. What packs the binary would keep it in the shared temporary folder, under a name that
 * others can foresee.
 */
export const { AsyncEntry } = load()

function load(): typeof import('@napi-rs/keyring') {
  const folder = mkdtempSync(join(tmpdir(), 'beatpass-'))
  try {
    const path = join(folder, 'keyring.node')
    writeFileSync(path, readFileSync(addon), { mode: 0o600, flag: 'wx' })
    const loaded = { exports: {} as typeof import('@napi-rs/keyring') }
    process.dlopen(loaded, path)
    return loaded.exports
  } finally {
    removed(folder)
  }
}

/** Windows keeps a file that is loaded: there it stays until the folder is cleaned. */
function removed(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch {}
}
