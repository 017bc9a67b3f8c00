import type { Secret } from '../../domain/secret.ts'
import type { Ports } from '../../ports/ports.ts'
import { appEntry } from '../entries.ts'
import { warnOnly } from '../warn-only.ts'

/**
 * Removes a dead client secret from the secret store, where nothing but its entry tells it from a live one. What is
 * `current` stays: another destination may lead to the same entry. What cannot be removed is a warning.
 */
export async function forgetAppSecret(
  id: string,
  { settings, secretStore }: Pick<Ports, 'settings' | 'secretStore'>,
  current?: Secret,
): Promise<string[]> {
  const entry = appEntry(settings.profile.name, id)
  return await warnOnly('its dead client secret, if one is stored, was not removed', async () => {
    const isCurrent = current && (await secretStore.read(entry))?.equals(current)
    if (!isCurrent) await secretStore.remove(entry)
  })
}
