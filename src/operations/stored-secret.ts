import { asTyped, isAmong, isStorePlace, parseDestination } from '../domain/destination.ts'
import { BeatpassError, TokenAmbiguous, TokenNotFound } from '../domain/errors.ts'
import { otherStore } from '../domain/other-store.ts'
import type { Secret } from '../domain/secret.ts'
import type { TokenRecord } from '../domain/token.ts'
import { compareIds } from '../domain/token-view.ts'
import type { Ports } from '../ports/ports.ts'
import { belongs } from './belongs.ts'
import { howToRotate } from './by-page.ts'
import { tokenEntry } from './entries.ts'
import { homesElsewhere } from './homes-elsewhere.ts'
import { rememberedTokens } from './remembered-tokens.ts'

/** A secret that was found, and where. */
export interface StoredSecret {
  secret: Secret
  label: string
  /** Where it was read, as a destination: `store:`. */
  from: string
  record: TokenRecord | undefined
}

export type StoredSecretPorts = Pick<
  Ports,
  'settings' | 'platform' | 'secretStore' | 'destinations' | 'tokenRecords'
>

/**
 * The stored secret that a name or an id means, without asking the platform: the places that it was delivered to,
 * and the secret store in any case. A place that fails does not hide the next. Throws `TokenNotFound`, or why a place
 * could not be read.
 */
export async function storedSecret(reference: string, ports: StoredSecretPorts): Promise<StoredSecret> {
  const { records, failure } = await rememberedTokens(ports)
  const record = recordFor(reference, records)
  const label = record?.label ?? reference
  const failures = failure ? [failure] : []
  const wanted = record?.id === reference || /^\d+$/.test(reference) ? reference : undefined
  for (const place of placesOf(record)) {
    const secret = await readFrom(place, label, ports).catch(error => {
      if (!(error instanceof BeatpassError)) throw error
      failures.unshift(error)
      return undefined
    })
    if (!secret || !isMeant({ secret, place }, { wanted, record }, ports)) continue
    return { secret, label, from: parseDestination(place).text, record }
  }
  const [first] = failures
  if (first) throw first
  const [home] = await homesElsewhere(record?.storedIn ?? [], ports)
  if (home) throw otherStore(home.kept, home.today)
  const places = record?.storedIn.length ? ` in ${asTyped(record.storedIn).join(', ')}` : ''
  throw new TokenNotFound(`no secret of '${reference}' is stored${places}`, {
    hint: `a platform shows a secret once: ${howToRotate(reference, ports.platform)} makes a new one`,
  })
}

/** The secret store first, unless others are remembered and it is not. */
function placesOf(record: TokenRecord | undefined): Iterable<string> {
  const { storedIn = [] } = record ?? {}
  const others = storedIn.filter(place => !isStorePlace(place))
  return others.length < storedIn.length ? ['store:', ...others] : [...others, 'store:']
}

/**
 * By an id its very token's; by a label not one of an earlier token than is remembered, which a place that was left behind
 * may still hold, but of a later one: another machine may have rotated it.
 */
function isMeant(
  { secret, place }: { secret: Secret; place: string },
  { wanted, record }: { wanted: string | undefined; record: TokenRecord | undefined },
  ports: Pick<Ports, 'platform'>,
): boolean {
  const token = record ?? (wanted === undefined ? undefined : { id: wanted, masked: '' })
  if (!token || belongs(secret, token, ports)) return true
  if (wanted !== undefined || !record) return false
  return secret.tokenId === undefined
    ? isAmong(place, record.storedIn)
    : compareIds(secret.tokenId, record.id) > 0
}

async function readFrom(place: string, label: string, ports: StoredSecretPorts): Promise<Secret | undefined> {
  const entry = tokenEntry(ports.settings.profile.name, label)
  if (place === 'store:') return await ports.secretStore.read(entry)
  return (await ports.destinations.open(parseDestination(place), entry).observe()).secret
}

/** By id, else the newest of that label or name. Two labels that share a platform name are ambiguous. */
function recordFor(reference: string, records: readonly TokenRecord[]): TokenRecord | undefined {
  const byId = records.find(record => record.id === reference)
  if (byId) return byId
  const named = records.filter(record => record.label === reference)
  const fits = named.length > 0 ? named : records.filter(record => record.name === reference)
  if (new Set(fits.map(record => record.label)).size > 1) {
    throw new TokenAmbiguous(`'${reference}' fits ${fits.length} tokens: ${fits.map(r => r.id).join(', ')}`, {
      hint: 'name one by its id',
    })
  }
  return [...fits].sort((a, b) => compareIds(b.id, a.id))[0]
}
