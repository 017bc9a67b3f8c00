import { join } from 'node:path'

declare const __BINARY__: boolean

/** As first argument of a single binary: be the process that calls the keychain. */
export const keychainChildArgument = '__keychain-child'

/** What starts beatpass, after the program that runs now (Node, or a single binary). */
export function ownScript(): string[] {
  return __BINARY__ ? [] : [join(__dirname, '..', 'bin', 'beatpass.js')]
}

/** What starts its keychain's process, after the same. */
export function keychainChild(): string {
  return __BINARY__ ? keychainChildArgument : join(__dirname, 'keychain-child.cjs')
}
