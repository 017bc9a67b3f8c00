import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** The built child process of the keychain; throws when the project was not built. */
export function keychainChildPath(): string {
  const path = resolve('dist/keychain-child.cjs')
  if (!existsSync(path)) throw new Error(`${path} is missing: run npm run build first`)
  return path
}
