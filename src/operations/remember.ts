import type { TokenRecord } from '../domain/token.ts'
import type { Ports } from '../ports/ports.ts'
import { ProfileTie, type ProfileTiePorts } from './profile-tie.ts'
import { warnOnly } from './warn-only.ts'

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
