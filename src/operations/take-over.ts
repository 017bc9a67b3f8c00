import { isAmong, isStorePlace, spellings } from '../domain/destination.ts'
import type { TokenRecord } from '../domain/token.ts'
import type { Ports } from '../ports/ports.ts'
import type { TokenRecords } from '../ports/token-records.ts'
import { warnOnly } from './warn-only.ts'

/** Who was remembered to be in a place, and what is being written of that one. */
interface Holder {
  id: string
  label: string
  written: Promise<void>
}

/** Of the records as a command first read them: one for all that it delivers, none of which has to look through them all. */
const holdersOf = new WeakMap<readonly TokenRecord[], Map<string, Holder[]>>()

/**
 * Takes the places that a token was delivered to away from the records of others: what is remembered for two labels
 * would be overwritten by the rotation of either. A place in a secret store is the label's own.
 */
export async function takeOver(
  record: TokenRecord,
  records: readonly TokenRecord[],
  ports: Pick<Ports, 'tokenRecords'>,
): Promise<string[]> {
  return await take(record, holdersIn(record, records), ports)
}

/** The same from those of other labels alone. */
export async function takeOverFromOthers(
  record: TokenRecord,
  records: readonly TokenRecord[],
  ports: Pick<Ports, 'tokenRecords'>,
): Promise<string[]> {
  const holders = holdersIn(record, records).filter(({ label }) => label !== record.label)
  return await take(record, holders, ports)
}

async function take(
  { id, label, storedIn }: TokenRecord,
  holders: readonly Holder[],
  { tokenRecords }: Pick<Ports, 'tokenRecords'>,
): Promise<string[]> {
  const warnings: string[] = []
  for (const holder of holders) {
    if (holder.id === id) continue
    const lost = storedIn.filter(place => !isOwnPlace(place) || holder.label === label)
    const taken = holder.written.then(() => takePlaces(holder.id, lost, tokenRecords))
    holder.written = taken.catch(() => undefined)
    warnings.push(
      ...(await warnOnly(`this machine remembers token ${holder.id} in a wrong place`, () => taken)),
    )
  }
  return warnings
}

/** From the record as it is by now: others may have taken theirs, and what was forgotten stays so. */
async function takePlaces(id: string, lost: readonly string[], tokenRecords: TokenRecords): Promise<void> {
  const record = await tokenRecords.get(id)
  const left = record?.storedIn.filter(place => !isAmong(place, lost))
  if (record && left && left.length < record.storedIn.length)
    await tokenRecords.put({ ...record, storedIn: left })
}

function holdersIn({ label, storedIn }: TokenRecord, records: readonly TokenRecord[]): Holder[] {
  const holders = indexed(records)
  const keys = storedIn.flatMap(spellings).map(place => keyOf(place, label))
  return [...new Set(keys.flatMap(key => holders.get(key) ?? []))]
}

function indexed(records: readonly TokenRecord[]): Map<string, Holder[]> {
  const known = holdersOf.get(records)
  if (known) return known
  const holders = new Map<string, Holder[]>()
  for (const { id, label, storedIn } of records) {
    const holder = { id, label, written: Promise.resolve() }
    for (const place of storedIn) {
      const key = keyOf(place, label)
      const there = holders.get(key)
      if (there) there.push(holder)
      else holders.set(key, [holder])
    }
  }
  holdersOf.set(records, holders)
  return holders
}

/** Of a place in a secret store also whose: they all have the same one. */
function keyOf(place: string, label: string): string {
  return isOwnPlace(place) ? `${place}${label}` : place
}

const isOwnPlace = (place: string) => isStorePlace(place) || place === 'keychain:'
