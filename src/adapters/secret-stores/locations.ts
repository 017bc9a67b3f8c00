import { join, resolve } from 'node:path'

/** The keychain of this system, in words for the user. */
export function keychainTitle(platform: string = process.platform): string {
  if (platform === 'darwin') return 'macOS Keychain'
  if (platform === 'win32') return 'Windows Credential Manager'
  return 'Secret Service keychain'
}

/** The age file in beatpass's data folder. */
export function ageFile(dataDir: string): string {
  return join(dataDir, 'secrets.age')
}

/** The path in Vault, whichever server keeps it. */
export function vaultLocation(where: string): string {
  return `Vault path ${where}`
}

/** The folder of the password store, as pass itself finds it. */
export function passFolder(env: Record<string, string | undefined>): string {
  return env.PASSWORD_STORE_DIR || join(env.HOME ?? '', '.password-store')
}

/** What an entry of the password store is locked as: `--store pass` and `pass:` may write the same one. */
export function passPlace(env: Record<string, string | undefined>, path: string): string[] {
  return ['pass', resolve(passFolder(env)), path]
}

/** The secrets whose names begin so. */
export function awsLocation(prefix: string): string {
  return `AWS Secrets Manager, ${prefix}/…`
}
