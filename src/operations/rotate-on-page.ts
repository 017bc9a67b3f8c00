import { type DestinationAddress, isAmong, placeInWords, type Receipt } from '../domain/destination.ts'
import { Incomplete, InputRequired, InvalidInput, RolledBack } from '../domain/errors.ts'
import { type Expiry, parseExpiry } from '../domain/expiry.ts'
import { parseLabel, taggedName } from '../domain/label.ts'
import { maskOf } from '../domain/mask.ts'
import type { Secret } from '../domain/secret.ts'
import type { TokenRecord } from '../domain/token.ts'
import { compareIds, viewOne } from '../domain/token-view.ts'
import type { Destination } from '../ports/destination.ts'
import type { Ports } from '../ports/ports.ts'
import { recordAsListed } from './as-listed.ts'
import { deliver, probeAll, rememberedPlaces } from './deliver.ts'
import { grantExpiry } from './grant-expiry.ts'
import { openDestinations } from './open-destinations.ts'
import { refuseKnown } from './refuse-known.ts'
import { forget, type RememberPorts, remember } from './remember.ts'
import type { Rotation } from './rotation.ts'
import { takeOverFromOthers } from './take-over.ts'
import { tokenIdOf } from './token-id.ts'

/** Which label to rotate on the web page, and where to deliver. */
export interface RotateOnPageRequest {
  label: string
  destinations: readonly DestinationAddress[]
}

export type RotateOnPagePorts = RememberPorts &
  Pick<Ports, 'platform' | 'destinations' | 'terminal' | 'browser' | 'random' | 'clock' | 'interruption'>

/**
 * Rotates where no call may be made: the user creates the successor on the web page and pastes it; it is delivered and
 * read back everywhere; then the user is told which token to delete there. Throws `InputRequired` without a terminal,
 * `InvalidInput` for a pasted value that is no newer token: nothing is changed then.
 */
export async function rotateOnPage(
  request: RotateOnPageRequest,
  ports: RotateOnPagePorts,
): Promise<Rotation> {
  const { terminal, tokenRecords, random } = ports
  if (!terminal.canPrompt)
    throw new InputRequired('--web needs a terminal to paste into', { hint: 'leave --web out' })
  const { label } = request
  const all = await tokenRecords.all()
  const records = all.filter(record => record.label === label)
  // What is known by it already may have a name that no new token is given.
  if (records.length === 0) parseLabel(label)
  const destinations = openDestinations(request.destinations, records, label, ports)
  await probeAll(destinations)
  const before = await heldIds(destinations, ports)
  const expiry = carriedExpiry(records, ports)
  const secret = await pasteSuccessor(taggedName(label, random.nonce(10)), expiry, ports)
  const id = await refuseOlder(secret, before, ports)
  await refuseKnown(id, label, ports)
  return await ports.interruption.during(async () => {
    const receipts = await deliverAll({ id, secret }, destinations, ports)
    const masked = maskOf(secret, ports.platform.facts.mask)
    const storedIn = rememberedPlaces(destinations, receipts)
    const record = { ...recordOf(id, label, expiry, ports), masked, storedIn }
    const warnings = await rememberInstead(record, all, ports)
    const own = before.filter(one => !all.some(other => other.id === one && other.label !== label))
    const living = [...own, ...records.map(old => old.id)].filter(one => one !== id)
    return describe(record, living, receipts, [...warnings, ...displaced(label, all, before)], ports)
  })
}

async function heldIds(
  destinations: readonly Destination[],
  ports: Pick<Ports, 'platform'>,
): Promise<string[]> {
  const held = await Promise.all(destinations.map(destination => destination.observe()))
  const ids = await Promise.all(held.map(({ secret }) => secret && tokenIdOf(secret, ports)))
  return [...new Set(ids.filter(id => id !== undefined))].sort(compareIds)
}

/** The end that the newest token of the label was asked for; a date that has passed is dropped. */
function carriedExpiry(records: readonly TokenRecord[], { clock }: RotateOnPagePorts): Expiry | undefined {
  const [newest] = [...records].sort((a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0))
  const asked = newest?.requestedAs ? parseExpiry(newest.requestedAs) : undefined
  return asked?.kind === 'date' && asked.date <= clock.now() ? undefined : asked
}

async function pasteSuccessor(
  name: string,
  expiry: Expiry | undefined,
  { platform, browser, terminal }: RotateOnPagePorts,
): Promise<Secret> {
  const page = platform.facts.page('create', platform.apiUrl)
  const opened = await browser.open(page)
  terminal.note(`${opened ? 'opened' : 'open this page'}: ${page}`)
  terminal.note(`create a token there with the name: ${name}`)
  if (expiry) terminal.note(`and let it end as the one before: ${expiry.text}`)
  return (await terminal.askSecret('Paste the new token')).trimmed()
}

async function refuseOlder(
  secret: Secret,
  before: readonly string[],
  ports: RotateOnPagePorts,
): Promise<string> {
  const { identity } = ports.platform.facts
  const id = await tokenIdOf(secret, ports)
  if (id === undefined)
    throw new InvalidInput("that is not a token's value", {
      hint: identity.inSecret ? 'it begins with digits and |' : 'copy it again, whole',
    })
  const newest = identity.ids === 'none' ? before.find(one => one === id) : before.at(-1)
  if (newest !== undefined && compareIds(id, newest) <= 0) {
    throw new InvalidInput(`token ${id} is not newer than token ${newest}, which is stored`, {
      hint: 'create a new one',
    })
  }
  return id
}

async function deliverAll(
  { id, secret }: { id: string; secret: Secret },
  destinations: readonly Destination[],
  ports: RotateOnPagePorts,
): Promise<Receipt[]> {
  const receipts: Receipt[] = []
  for (const destination of destinations) {
    const { receipt, mayHold } = await deliver(secret, destination, ports.clock)
    receipts.push(receipt)
    if (receipt.status !== 'failed') continue
    const cause = `${receipt.to}: ${receipt.error}`
    if (receipts.length === 1 && !mayHold) {
      throw new RolledBack(`${cause}; the old token still works and nothing changed`, {
        hint: `delete token ${id} on the page, mend the destination, then run it again`,
      })
    }
    throw new Incomplete(`${cause}; the old token and token ${id} both work`, {
      hint: 'mend the destination, then run it again with a new token',
    })
  }
  return receipts
}

/** Forgets those that it replaces, with a warning for each place that one is left in. */
async function rememberInstead(
  record: TokenRecord,
  all: readonly TokenRecord[],
  ports: RotateOnPagePorts,
): Promise<string[]> {
  const warnings = await remember(record, ports)
  warnings.push(...(await takeOverFromOthers(record, all, ports)))
  for (const { id, label, storedIn } of all) {
    if (label !== record.label || id === record.id) continue
    warnings.push(...(await forget(id, ports)))
    const left = storedIn.filter(place => !isAmong(place, record.storedIn))
    warnings.push(...left.map(place => `${placeInWords(place)} still holds the secret of token ${id}`))
  }
  return warnings
}

function displaced(label: string, all: readonly TokenRecord[], before: readonly string[]): string[] {
  return all
    .filter(other => other.label !== label && before.includes(other.id))
    .map(other => `token ${other.id} '${other.label}' lost its place, and still works`)
}

function recordOf(
  id: string,
  label: string,
  expiry: Expiry | undefined,
  { clock, platform }: RotateOnPagePorts,
) {
  const { requestedExpiry } = grantExpiry(expiry, clock.now(), platform.facts)
  const asked = { requestedExpiry, requestedAs: expiry?.text ?? null }
  return { id, name: label, label, createdAt: null, graceEndsAt: null, ...asked }
}

function describe(
  record: TokenRecord,
  living: readonly string[],
  destinations: Receipt[],
  warnings: string[],
  { platform, clock }: RotateOnPagePorts,
): Rotation {
  const { lifetimeDays } = platform.facts
  const page = platform.facts.page('revoke', platform.apiUrl)
  for (const id of new Set(living)) warnings.push(`token ${id} still works: delete it at ${page}`)
  return {
    label: record.label,
    outcome: 'rotated',
    predecessor: null,
    successor: viewOne(recordAsListed(record), record, { now: clock.now(), lifetimeDays }),
    predecessorEndsAt: null,
    destinations,
    verified: destinations.every(({ status }) => status === 'verified'),
    warnings,
    steps: [],
  }
}
