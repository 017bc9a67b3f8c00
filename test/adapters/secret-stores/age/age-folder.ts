import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { AgeStore, type AgeStoreOptions } from '../../../../src/adapters/secret-stores/age.ts'

const run = promisify(execFile)

/** A throw-away folder with an identity by the real age-keygen and a passphrase file. */
export interface AgeFolder {
  path: string
  file: string
  identityPath: string
  recipient: string
  passphrasePath: string
  passphrase: string
  /** A store on its file, opened by the identity unless told otherwise. */
  open(options?: Partial<AgeStoreOptions>): AgeStore
  /** What the real `age -d -i` prints. */
  decrypted(): Promise<string>
  remove(): Promise<void>
}

export async function makeAgeFolder(): Promise<AgeFolder> {
  const path = await mkdtemp('/tmp/bp-age-')
  const file = join(path, 'data', 'beatpass', 'secrets.age')
  const identityPath = join(path, 'identity.txt')
  const passphrasePath = join(path, 'passphrase')
  const passphrase = 'correct horse battery staple'
  await run('age-keygen', ['-o', identityPath])
  const recipient = (await run('age-keygen', ['-y', identityPath])).stdout.trim()
  await writeFile(passphrasePath, `${passphrase}\n`, { mode: 0o600 })
  return {
    path,
    file,
    identityPath,
    recipient,
    passphrasePath,
    passphrase,
    open: (options = { identityPath }) => new AgeStore({ path: file, ...options }),
    decrypted: async () => (await run('age', ['-d', '-i', identityPath, file])).stdout,
    remove: () => rm(path, { recursive: true }),
  }
}
