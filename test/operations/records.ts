import type { PlatformToken, TokenRecord } from '../../src/domain/token.ts'
import { tokenEntry } from '../../src/operations/entries.ts'
import type { World } from './world.ts'

/** A record as this machine would have kept it. */
export const aRecord = (id: string, label: string, more: Partial<TokenRecord> = {}): TokenRecord => ({
  id,
  name: label,
  label,
  masked: `${id}|abcd*************wxyz`,
  createdAt: null,
  requestedExpiry: null,
  requestedAs: null,
  storedIn: ['store:'],
  graceEndsAt: null,
  ...more,
})

/** A live token as a platform lists it. */
export const aListed = (id: string, name: string, more: Partial<PlatformToken> = {}): PlatformToken => ({
  id,
  name,
  createdAt: null,
  expiresAt: null,
  lastUsedAt: null,
  environment: null,
  revoked: false,
  ...more,
})

/** A live token of the label that is stored and remembered in the places, as an earlier run left it. */
export async function keep(world: World, label: string, ...places: string[]) {
  const { id, secret } = world.platform.plant(label)
  const storedIn = places.length > 0 ? places : ['store:']
  const createdAt = world.clock.now()
  await world.tokenRecords.put(aRecord(id, label, { storedIn, createdAt }))
  for (const place of storedIn) {
    if (place === 'store:') await world.secretStore.write(tokenEntry('default', label), secret)
    else world.destinations.at(place).held = secret
  }
  return { id, secret }
}
