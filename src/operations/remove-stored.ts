import { pinned, placeInWords } from '../domain/destination.ts'
import { BeatpassError } from '../domain/errors.ts'
import type { Token } from '../domain/token.ts'
import type { Ports } from '../ports/ports.ts'
import { belongs } from './belongs.ts'
import { sessionEntry, tokenEntry } from './entries.ts'
import { homesElsewhere } from './homes-elsewhere.ts'
import { saveProfile } from './save-profile.ts'

type RemoveStoredPorts = Pick<
  Ports,
  'settings' | 'profiles' | 'secretStore' | 'sessionStores' | 'platform' | 'tokenRecords'
>

/**
 * Removes the stored secret of a token that is gone, unless the entry holds another token's by now; the session's too.
 * What cannot be removed, or is no secret store of ours, is a warning, and stays among the places that hold it.
 */
export async function removeStored(
  token: Token,
  ports: RemoveStoredPorts,
): Promise<{ storedIn: string[]; warnings: string[] }> {
  const elsewhere = token.storedIn.filter(place => place !== 'store:' && place !== 'session')
  const left = (place: string) => `${place} still holds the dead secret of token ${token.id}`
  const warnings = elsewhere.map(left)
  const homes: string[] = []
  try {
    if (token.storedIn.includes('store:')) homes.push(...(await removeEntry(token, ports)))
    warnings.push(...homes.map(left))
    if (token.storedIn.includes('session')) await removeSession(ports)
  } catch (error) {
    if (!(error instanceof BeatpassError)) throw error
    warnings.push(`token ${token.id} is revoked, but its stored secret was not removed: ${error.message}`)
    return { storedIn: token.storedIn, warnings }
  }
  return { storedIn: homes.length > 0 ? ['store:', ...elsewhere] : elsewhere, warnings }
}

/** Gives where else its secret is: in the store that it was kept in, where that is not today's. */
async function removeEntry(token: Token, ports: RemoveStoredPorts): Promise<string[]> {
  const { settings, secretStore, platform, tokenRecords } = ports
  const entry = tokenEntry(settings.profile.name, token.label)
  const held = await secretStore.read(entry)
  const isForeign = held?.tokenId === undefined && platform.facts.identity.inSecret
  if (held && (isForeign || belongs(held, token, { platform }))) {
    await secretStore.remove(entry)
    return []
  }
  const record = await tokenRecords.get(token.id)
  const homes = await homesElsewhere(record?.storedIn ?? [], ports)
  return homes.map(home => placeInWords(pinned('store:', home.kept)))
}

async function removeSession(ports: RemoveStoredPorts): Promise<void> {
  const { profile } = ports.settings
  await ports.sessionStores.of(profile).remove(sessionEntry(profile.name))
  await saveProfile({ session: undefined }, ports)
}
