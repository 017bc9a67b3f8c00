import type { DestinationAddress, Receipt } from '../domain/destination.ts'
import { Incomplete, InputRequired, InvalidInput, RolledBack } from '../domain/errors.ts'
import { parseLabel, taggedName } from '../domain/label.ts'
import { maskOf } from '../domain/mask.ts'
import type { Secret } from '../domain/secret.ts'
import type { Token, TokenRecord } from '../domain/token.ts'
import { compareIds, viewTokens } from '../domain/token-view.ts'
import type { Destination } from '../ports/destination.ts'
import type { Ports } from '../ports/ports.ts'
import { deliver, probeAll, rememberedPlaces } from './deliver.ts'
import { tokenEntry } from './entries.ts'
import { openDestinations } from './open-destinations.ts'
import { forget, type RememberPorts, remember } from './remember.ts'
import type { Rotation } from './rotation.ts'

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
  const { terminal, tokenRecords, settings, random } = ports
  if (!terminal.canPrompt)
    throw new InputRequired('--web needs a terminal to paste into', { hint: 'leave --web out' })
  const label = parseLabel(request.label)
  const records = (await tokenRecords.all()).filter(record => record.label === label)
  const entry = tokenEntry(settings.profile.name, label)
  const destinations = openDestinations(request.destinations, records, entry, ports)
  await probeAll(destinations)
  const before = await heldIds(destinations)
  const secret = await pasteSuccessor(taggedName(label, random.nonce(10)), ports)
  const id = refuseOlder(secret, before)
  return await ports.interruption.during(async () => {
    const receipts = await deliverAll(secret, destinations, ports)
    const record = recordOf(id, label, secret, rememberedPlaces(destinations, receipts))
    const warnings = await remember(record, ports)
    for (const old of records) if (old.id !== id) warnings.push(...(await forget(old.id, ports)))
    return describe(record, before, receipts, warnings, ports)
  })
}

async function heldIds(destinations: readonly Destination[]): Promise<string[]> {
  const held = await Promise.all(destinations.map(destination => destination.observe()))
  return [...new Set(held.flatMap(({ secret }) => secret?.tokenId ?? []))].sort(compareIds)
}

async function pasteSuccessor(
  name: string,
  { platform, browser, terminal }: RotateOnPagePorts,
): Promise<Secret> {
  const page = platform.facts.page('create', platform.apiUrl)
  const opened = await browser.open(page)
  terminal.note(`${opened ? 'opened' : 'open this page'}: ${page}`)
  terminal.note(`create a token there with the name: ${name}`)
  return await terminal.askSecret('Paste the new token')
}

function refuseOlder(secret: Secret, before: readonly string[]): string {
  const id = secret.tokenId
  if (id === undefined)
    throw new InvalidInput("that is not a token's value", { hint: 'it begins with digits and |' })
  const newest = before.at(-1)
  if (newest !== undefined && compareIds(id, newest) <= 0) {
    throw new InvalidInput(`token ${id} is not newer than token ${newest}, which is stored`, {
      hint: 'create a new one',
    })
  }
  return id
}

async function deliverAll(
  secret: Secret,
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
        hint: `delete token ${secret.tokenId} on the page, mend the destination, then run it again`,
      })
    }
    throw new Incomplete(`${cause}; the old token and token ${secret.tokenId} both work`, {
      hint: 'mend the destination, then run it again with a new token',
    })
  }
  return receipts
}

function recordOf(id: string, label: string, secret: Secret, storedIn: string[]): TokenRecord {
  const unknown = { createdAt: null, requestedExpiry: null, requestedAs: null, graceEndsAt: null }
  return { id, name: label, label, masked: maskOf(secret), storedIn, ...unknown }
}

function describe(
  record: TokenRecord,
  before: readonly string[],
  destinations: Receipt[],
  warnings: string[],
  { platform, clock }: RotateOnPagePorts,
): Rotation {
  const page = platform.facts.page('revoke', platform.apiUrl)
  for (const id of before) warnings.push(`token ${id} still works: delete it at ${page}`)
  return {
    label: record.label,
    outcome: 'rotated',
    predecessor: null,
    successor: view(record, clock.now(), platform.facts.lifetimeDays),
    predecessorEndsAt: null,
    destinations,
    verified: destinations.every(({ status }) => status === 'verified'),
    warnings,
    steps: [],
  }
}

function view(record: TokenRecord, now: Date, lifetimeDays: number | null): Token | null {
  const { id, name, createdAt } = record
  const listed = { id, name, createdAt, expiresAt: null, lastUsedAt: null, environment: null, revoked: false }
  return viewTokens([listed], [record], { now, lifetimeDays })[0] ?? null
}
