import { isAmong, isStorePlace, placeInWords, storeHomes } from '../../domain/destination.ts'
import type { Ports } from '../../ports/ports.ts'
import { homesElsewhere } from '../homes-elsewhere.ts'
import { warnOnly } from '../warn-only.ts'

type RecordPorts = Pick<Ports, 'appRecords'>

/** Where this machine delivered the client secret of an application. Throws `StoreUnavailable` where that cannot be read. */
export async function rememberedAppPlaces(id: string, { appRecords }: RecordPorts): Promise<string[]> {
  return (await appRecords.get(id))?.storedIn ?? []
}

/** Keeps the places; a record that cannot be written is a warning, for nothing depends on it. */
export async function rememberAppPlaces(
  id: string,
  storedIn: readonly string[],
  { appRecords }: RecordPorts,
): Promise<string[]> {
  return await warnOnly(`this machine will not remember where the secret of application ${id} is`, () =>
    appRecords.put({ id, storedIn: [...storedIn] }),
  )
}

/** Forgets them, on the same terms. */
export async function forgetAppPlaces(id: string, { appRecords }: RecordPorts): Promise<string[]> {
  return await warnOnly(`this machine will go on remembering application ${id}`, () => appRecords.remove(id))
}

/** The places that were left with a dead client secret; that of today's secret store is removed by whoever ended it. */
export async function deadPlaceWarnings(
  before: readonly string[],
  now: readonly string[],
  ports: Pick<Ports, 'secretStore'>,
): Promise<string[]> {
  const elsewhere = await homesElsewhere(before, ports).catch(() => [])
  const isElsewhere = (place: string) => elsewhere.some(({ kept }) => storeHomes([place]).includes(kept))
  return before
    .filter(place => (isStorePlace(place) ? isElsewhere(place) : !isAmong(place, now)))
    .map(place => `${placeInWords(place)} still holds the dead client secret`)
}
