import { join } from 'node:path'

declare const __BINARY__: boolean

/** As first argument of a single binary: be the process that calls the keychain. */
export const keychainChildArgument = '__keychain-child'

/** What starts beatpass and its keychain's process, after the program that runs now (Node, or a single binary). */
export const ownProgram = __BINARY__
  ? { script: [], keychainChild: keychainChildArgument }
  : {
      script: [join(__dirname, '..', 'bin', 'beatpass.js')],
      keychainChild: join(__dirname, 'keychain-child.cjs'),
    }
