import { isAmong } from '../domain/destination.ts'
import { BeatpassError } from '../domain/errors.ts'
import type { TokenRecord } from '../domain/token.ts'
import type { Ports } from '../ports/ports.ts'
import { ProfileTie, type ProfileTiePorts } from './profile-tie.ts'

export type RememberPorts = ProfileTiePorts & Pick<Ports, 'tokenRecords'>

/**
 * Keeps a record of a token, and ties its profile to this platform from then on (see `ProfileTie`). A place that cannot be
 * written (a read-only home) is a warning, for nothing depends on it.
 */
export async function remember(
  record: TokenRecord,
  ports: RememberPorts,
  tie = new ProfileTie(null, ports),
): Promise<string[]> {
  return await warnOnly(`this machine will not remember token ${record.id}`, async () => {
    await ports.tokenRecords.put(record)
    await tie.make()
  })
}

/** Forgets the record of a token that is gone, on the same terms. */
export async function forget(id: string, { tokenRecords }: Pick<Ports, 'tokenRecords'>): Promise<string[]> {
  return await warnOnly(`this machine will go on remembering token ${id}`, () => tokenRecords.remove(id))
}

/**
 * Takes the places that a token was delivered to away from the records of others: what is remembered for two labels
 * would be overwritten by the rotation of either. A place in a secret store is the label's own.
 */
export async function takeOver(
  { id, label, storedIn }: TokenRecord,
  others: readonly TokenRecord[],
  { tokenRecords }: Pick<Ports, 'tokenRecords'>,
): Promise<string[]> {
  const warnings: string[] = []
  for (const other of others) {
    const lost = storedIn.filter(place => !isOwnPlace(place) || other.label === label)
    const left = other.storedIn.filter(place => !isAmong(place, lost))
    if (other.id === id || left.length === other.storedIn.length) continue
    const put = () => tokenRecords.put({ ...other, storedIn: left })
    warnings.push(...(await warnOnly(`this machine remembers token ${other.id} in a wrong place`, put)))
  }
  return warnings
}

const isOwnPlace = (place: string) => place === 'store:' || place === 'keychain:'

async function warnOnly(consequence: string, work: () => Promise<void>): Promise<string[]> {
  try {
    await work()
    return []
  } catch (error) {
    if (!(error instanceof BeatpassError)) throw error
    return [`${consequence}: ${error.message}`]
  }
}
