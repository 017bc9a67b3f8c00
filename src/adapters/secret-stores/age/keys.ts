import type { Identity, Recipient } from 'age-encryption'
import { StoreUnavailable } from '../../../domain/errors.ts'
import { Secret } from '../../../domain/secret.ts'
import { plainWord } from '../../../domain/shell-word.ts'
import { fileFailure } from '../../files/file-failure.ts'
import { readPrivateFile } from '../../files/private-file.ts'
import { PassphraseKey } from './passphrase-key.ts'

/** What opens and closes an age file. */
export interface AgeKey {
  kind: 'identity' | 'passphrase'
  /** Where it came from, for messages. */
  source: string
  identities: (string | Identity)[]
  recipients: (string | Recipient)[]
}

export interface KeySources {
  /** An age identity file (`BEATPASS_AGE_IDENTITY`). */
  identityPath?: string | undefined
  /** A file with a passphrase (`BEATPASS_PASSPHRASE_FILE`). */
  passphrasePath?: string | undefined
  /** Asks a person without echo; absent when nobody can be asked. */
  askSecret?: AskSecret | undefined
  /** The exponent of scrypt's N for what is written under a passphrase. */
  workFactor?: number | undefined
}

type AskSecret = (question: string) => Promise<Secret>

/**
 * The key for an age file. `kind` is what opens the file that is there; for a new file an identity is preferred to a
 * passphrase, and a passphrase that is asked for is asked twice. Throws `StoreUnavailable` when there is no such key,
 * `UnsafeEnvironment` for a key file that others may read.
 */
export async function findKey(
  sources: KeySources,
  path: string,
  kind: AgeKey['kind'] | 'new',
): Promise<AgeKey> {
  const { identityPath, passphrasePath, askSecret, workFactor } = sources
  if (identityPath && kind !== 'passphrase') return identityKey(identityPath)
  if (passphrasePath && kind !== 'identity') {
    return passphraseKey(await fromFile(passphrasePath), passphrasePath, workFactor)
  }
  if (askSecret && kind !== 'identity') {
    return passphraseKey(await ask(askSecret, path, kind), 'as typed', workFactor)
  }
  throw noKey(path, kind)
}

async function identityKey(path: string): Promise<AgeKey> {
  const text = await readKeyFile(path)
  if (text === undefined) {
    throw new StoreUnavailable(`there is no age identity at ${path}`, {
      hint: `age-keygen -o ${plainWord(path)}`,
    })
  }
  const identities = text
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
  if (identities.length === 0 || !identities.every(line => /^AGE-SECRET-KEY-(?:PQ-)?1/.test(line))) {
    throw notAnIdentity(path)
  }
  const { identityToRecipient } = await import('age-encryption')
  const recipients = await Promise.all(identities.map(identityToRecipient)).catch(() => {
    throw notAnIdentity(path)
  })
  return { kind: 'identity', source: path, identities, recipients }
}

/** Names the key file that cannot be read: the age file has no fault in it. */
async function readKeyFile(path: string): Promise<string | undefined> {
  try {
    return await readPrivateFile(path)
  } catch (error) {
    const failure = fileFailure(error, path)
    if (!failure) throw error
    throw new StoreUnavailable(failure.message, { hint: failure.hint, cause: error })
  }
}

function passphraseKey(passphrase: Secret, source: string, workFactor?: number): AgeKey {
  if (passphrase.length === 0) {
    throw new StoreUnavailable(`the passphrase (${source}) is empty`, { failure: 'refused' })
  }
  const key = new PassphraseKey(passphrase, workFactor)
  return { kind: 'passphrase', source, identities: [key], recipients: [key] }
}

async function fromFile(path: string): Promise<Secret> {
  const text = await readKeyFile(path)
  if (text === undefined) {
    throw new StoreUnavailable(`there is no passphrase file at ${path}`, {
      hint: 'set BEATPASS_PASSPHRASE_FILE to a file of mode 0600 with the passphrase in it',
    })
  }
  return new Secret(text.replace(/\r?\n$/, ''))
}

/** Once for a file that is there: it tells whether the passphrase is right; twice for a new one. */
async function ask(askSecret: AskSecret, path: string, kind: AgeKey['kind'] | 'new'): Promise<Secret> {
  if (kind !== 'new') return askSecret(`Passphrase for ${path}:`)
  const first = await askSecret(`New passphrase for ${path}:`)
  const second = await askSecret('The same passphrase again:')
  if (first.equals(second)) return first
  throw new StoreUnavailable('the two passphrases are not the same', {
    failure: 'refused',
    hint: 'run the command again',
  })
}

function noKey(path: string, kind: AgeKey['kind'] | 'new'): StoreUnavailable {
  const hints = {
    identity: 'set BEATPASS_AGE_IDENTITY to the identity file that it was made with',
    passphrase: 'set BEATPASS_PASSPHRASE_FILE to a file with its passphrase, or run beatpass in a terminal',
    new: 'set BEATPASS_AGE_IDENTITY (an age identity file) or BEATPASS_PASSPHRASE_FILE, or run beatpass in a terminal',
  }
  return new StoreUnavailable(`there is no key to open ${path}`, { hint: hints[kind] })
}

function notAnIdentity(path: string): StoreUnavailable {
  return new StoreUnavailable(`${path} is not an age identity file`, {
    failure: 'refused',
    hint: 'it holds lines AGE-SECRET-KEY-1…, as age-keygen writes them; encrypted, SSH and plugin identities do not work here',
  })
}
