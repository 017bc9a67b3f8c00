import { StoreUnavailable } from '../../../domain/errors.ts'
import type { Entry } from '../../../ports/secret-store.ts'
import { jsonIn } from '../../answers/json-in.ts'
import { corrupt } from './sealed-text.ts'

/** What lies in the age file, as JSON: `{"version":1,"entries":[{"service","account","secret"}]}`. */
export type Contents = (Entry & { secret: string })[]

const version = 1

/** Parses the decrypted text. Throws `StoreUnavailable`: `refused` for a later version, `corrupt` for anything else. */
export function parseContents(text: string, path: string): Contents {
  const value = jsonIn(text)
  if (!isRecord(value) || typeof value.version !== 'number') throw corrupt(path)
  if (value.version > version) {
    throw new StoreUnavailable(`${path} was written by a later beatpass`, {
      failure: 'refused',
      hint: 'install the later version',
    })
  }
  if (!Array.isArray(value.entries) || !value.entries.every(isStored)) throw corrupt(path)
  return value.entries
}

/** One entry a line, for people who open the file with `age -d`. */
export function printContents(contents: Contents): string {
  const lines = contents.map(({ service, account, secret }) => JSON.stringify({ service, account, secret }))
  return `{"version":${version},"entries":[\n${lines.join(',\n')}\n]}\n`
}

/** Whether a stored entry is the one that is asked for. */
export function isSame(entry: Entry): (stored: Entry) => boolean {
  return stored => stored.service === entry.service && stored.account === entry.account
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isStored(value: unknown): value is Contents[number] {
  return (
    isRecord(value) && [value.service, value.account, value.secret].every(part => typeof part === 'string')
  )
}
