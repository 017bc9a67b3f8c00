import { BeatpassError } from '../domain/errors.ts'
import type { Token } from '../domain/token.ts'
import type { Ports } from '../ports/ports.ts'
import { belongs } from './belongs.ts'
import { sessionEntry, tokenEntry } from './entries.ts'
import { saveProfile } from './save-profile.ts'

type RemoveStoredPorts = Pick<Ports, 'settings' | 'profiles' | 'secretStore' | 'sessionStores' | 'platform'>

/**
 * Removes the stored secret of a token that is gone, unless the entry holds another token's by now; the session's too.
 * What cannot be removed, or is no secret store of ours, is a warning.
 */
export async function removeStored(token: Token, ports: RemoveStoredPorts): Promise<string[]> {
  const elsewhere = token.storedIn.filter(place => place !== 'store:' && place !== 'session')
  const warnings = elsewhere.map(place => `${place} still holds the dead secret of token ${token.id}`)
  try {
    if (token.storedIn.includes('store:')) await removeEntry(token, ports)
    if (token.storedIn.includes('session')) await removeSession(ports)
  } catch (error) {
    if (!(error instanceof BeatpassError)) throw error
    warnings.push(`token ${token.id} is revoked, but its stored secret was not removed: ${error.message}`)
  }
  return warnings
}

async function removeEntry(
  token: Token,
  { settings, secretStore, platform }: RemoveStoredPorts,
): Promise<void> {
  const entry = tokenEntry(settings.profile.name, token.label)
  const held = await secretStore.read(entry)
  if (!held) return
  const isForeign = held.tokenId === undefined && platform.facts.identity.inSecret
  if (isForeign || belongs(held, token, { platform })) await secretStore.remove(entry)
}

async function removeSession(ports: RemoveStoredPorts): Promise<void> {
  const { profile } = ports.settings
  await ports.sessionStores.of(profile).remove(sessionEntry(profile.name))
  await saveProfile({ session: undefined }, ports)
}
