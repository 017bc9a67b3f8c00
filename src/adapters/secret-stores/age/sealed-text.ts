import { StoreUnavailable } from '../../../domain/errors.ts'
import type { AgeKey } from './keys.ts'

const armorHead = '-----BEGIN AGE ENCRYPTED FILE-----'

/** Which key opens an age file, as its header says. Throws `StoreUnavailable` (`corrupt`) for what is no age file. */
export async function keyKindOf(file: Buffer, path: string): Promise<AgeKey['kind']> {
  const text = (await unarmored(file, path)).subarray(0, 64).toString('latin1')
  if (!text.startsWith('age-encryption.org/v1\n-> ')) throw corrupt(path)
  return text.startsWith('age-encryption.org/v1\n-> scrypt ') ? 'passphrase' : 'identity'
}

/** The text in an age file, armored or not. Throws `StoreUnavailable`: `refused` for the wrong key, else `corrupt`. */
export async function openSealed(file: Buffer, key: AgeKey, path: string): Promise<string> {
  const { Decrypter } = await import('age-encryption')
  const decrypter = new Decrypter()
  for (const identity of key.identities) decrypter.addIdentity(identity)
  try {
    return await decrypter.decrypt(new Uint8Array(await unarmored(file, path)), 'text')
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('no identity matched')) throw wrongKey(key, path)
    throw corrupt(path, error)
  }
}

/** An armored age file with the text in it. */
export async function seal(text: string, key: AgeKey): Promise<string> {
  const { armor, Encrypter } = await import('age-encryption')
  const encrypter = new Encrypter()
  for (const recipient of key.recipients) encrypter.addRecipient(recipient)
  return armor.encode(await encrypter.encrypt(text))
}

async function unarmored(file: Buffer, path: string): Promise<Buffer> {
  const text = file.toString('latin1')
  if (!text.trimStart().startsWith(armorHead)) return file
  const { armor } = await import('age-encryption')
  try {
    return Buffer.from(armor.decode(text))
  } catch (error) {
    throw corrupt(path, error)
  }
}

function wrongKey(key: AgeKey, path: string): StoreUnavailable {
  const what = key.kind === 'identity' ? `the age identity ${key.source}` : `the passphrase (${key.source})`
  return new StoreUnavailable(`${what} does not open ${path}`, {
    failure: 'refused',
    hint:
      key.kind === 'identity'
        ? 'set BEATPASS_AGE_IDENTITY to the identity file that it was made with'
        : 'give the passphrase that it was made with',
  })
}

/** For a file that nobody's key opens. It is never overwritten. */
export function corrupt(path: string, cause?: unknown): StoreUnavailable {
  return new StoreUnavailable(`${path} is not a valid age file of beatpass`, {
    failure: 'corrupt',
    hint: 'it was left as it is: restore it from a backup, or move it away to start anew',
    cause,
  })
}
