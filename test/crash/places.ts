import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { armor, Decrypter, generateIdentity } from 'age-encryption'
import { AgeStore } from '../../src/adapters/secret-stores/age.ts'
import { Secret } from '../../src/domain/secret.ts'
import { tokenEntry } from '../../src/operations/entries.ts'

/** What a place holds: a token's id, `undefined` for nothing, `other` for what names no token. */
export type HeldId = string | 'other' | undefined

/** A destination of a run, seen from outside. */
export interface Place {
  /** As given to `--to`. */
  to: string
  /** Its bytes of this very moment, to be understood later. */
  capture(): Buffer | undefined
  secretIn(bytes: Buffer | undefined): Promise<string | undefined>
  /** Stores a value as somebody else would. */
  store(secret: string): Promise<void>
}

/** The id in front of a value. */
export function idOf(value: string | undefined): HeldId {
  return value === undefined ? undefined : (/^(\d+)\|/.exec(value)?.[1] ?? 'other')
}

function captured(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

const secretFile = { mode: 0o600 }

/** `file:` */
export function filePlace(path: string): Place {
  return {
    to: `file:${path}`,
    capture: () => captured(path),
    secretIn: async bytes => bytes?.toString().trim() || undefined,
    store: secret => writeFile(path, `${secret}\n`, secretFile),
  }
}

/** `env:`, with other lines around that must stay. */
export function envPlace(path: string): Place {
  return {
    to: `env:${path}#BEATPASS_TOKEN`,
    capture: () => captured(path),
    async secretIn(bytes) {
      const text = bytes?.toString()
      if (text === undefined) return undefined
      if (!text.startsWith('# ours\nA=1\n') || !text.endsWith('\nZ=2\n'))
        throw new Error('other lines were lost')
      return /^BEATPASS_TOKEN='(.+)'$/m.exec(text)?.[1]
    },
    store: secret => writeFile(path, `# ours\nA=1\nBEATPASS_TOKEN='${secret}'\nZ=2\n`, secretFile),
  }
}

/** `store:` in an age file, with the identity that opens it and the variables by which a run finds both. */
export async function agePlace(folder: string, label: string) {
  const identity = await generateIdentity()
  const identityPath = join(folder, 'identity.txt')
  await writeFile(identityPath, `${identity}\n`, secretFile)
  const data = join(folder, 'data')
  await mkdir(data, { mode: 0o700 })
  const path = join(data, 'beatpass', 'secrets.age')
  const entry = tokenEntry('default', label)
  const place: Place = {
    to: 'store:',
    capture: () => captured(path),
    secretIn: async bytes => bytes && (await openAge(bytes, identity, entry.account)),
    store: secret => new AgeStore({ path, identityPath }).write(entry, new Secret(secret)),
  }
  return { place, env: { BEATPASS_STORE: 'age', BEATPASS_AGE_IDENTITY: identityPath, XDG_DATA_HOME: data } }
}

async function openAge(bytes: Buffer, identity: string, account: string): Promise<string | undefined> {
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  const plain = await decrypter.decrypt(armor.decode(bytes.toString('latin1')), 'text')
  const { entries } = JSON.parse(plain) as { entries: { account: string; secret: string }[] }
  return entries.find(entry => entry.account === account)?.secret
}
