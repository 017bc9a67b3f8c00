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

/** Does it; why it could not be done is a warning that begins with the consequence. */
export async function warnOnly(consequence: string, work: () => Promise<void>): Promise<string[]> {
  try {
    await work()
    return []
  } catch (error) {
    if (!(error instanceof BeatpassError)) throw error
    return [`${consequence}: ${error.message}`]
  }
}
