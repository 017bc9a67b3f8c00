import { InvalidInput, NameTaken } from '../domain/errors.ts'
import type { Expiry } from '../domain/expiry.ts'
import { maskOf } from '../domain/mask.ts'
import type { Secret } from '../domain/secret.ts'
import { hasEnded } from '../domain/status.ts'
import type { PlatformToken, Token } from '../domain/token.ts'
import { viewOne, viewTokens } from '../domain/token-view.ts'
import type { TokenList } from '../ports/platform.ts'
import type { Ports } from '../ports/ports.ts'
import { asListed, recordAsListed } from './as-listed.ts'
import { askAboutPasted } from './ask-about-pasted.ts'
import { howToRevoke, howToRotate } from './by-page.ts'
import { tokenEntry } from './entries.ts'
import { grantExpiry } from './grant-expiry.ts'
import { storePlace } from './open-destinations.ts'
import { refuseKnown } from './refuse-known.ts'
import { refuseOtherAccount } from './refuse-other-account.ts'
import { type RememberPorts, remember } from './remember.ts'
import { rememberedTokens } from './remembered-tokens.ts'
import { tokenIdOf } from './token-id.ts'

/** A token's value, what to call it here, and when it was made to end. */
export interface AddTokenRequest {
  label: string
  secret: Secret
  expiry?: Expiry
}

export type AddTokenPorts = RememberPorts & Pick<Ports, 'platform' | 'destinations' | 'clock'>

/**
 * Stores a token that was made on the web page. The platform is asked about it with the token itself, unless that would
 * take a call without consent. Nothing is stored for a dead one (`CredentialRejected`), for a value that has no id or a
 * label whose entry holds another value that may live (`InvalidInput`) or got one meanwhile (`DestinationConflict`), or for
 * a label that another live token has (`NameTaken`): a rotation of either would end both.
 */
export async function addToken(
  { label, secret, expiry }: AddTokenRequest,
  ports: AddTokenPorts,
): Promise<{ token: Token; warnings: string[] }> {
  const { facts } = ports.platform
  const granted = grantExpiry(expiry, ports.clock.now(), facts)
  if (facts.identity.inSecret) await refuseKnown(idIn(secret), label, ports)
  const store = ports.destinations.open(storePlace, tokenEntry(ports.settings.profile.name, label))
  await store.probe()
  const observed = await store.observe()
  const held = observed.secret
  const list = await askAboutPasted(secret, ports)
  const id = secret.tokenId ?? (await askForId(secret, label, ports))
  await refuseOtherAccount(list?.account, ports)
  if (list) await refuseTaken(label, id, list, ports)
  if (held && !held.equals(secret)) await refuseLive(held, label, list !== undefined, ports)
  const listed = list?.tokens.find(token => token.id === id)
  // Over a larger id too: what held it is dead. What came since is another run's, whose value nobody else may have.
  await store.write(secret, observed, { restore: true })
  const { requestedExpiry } = granted
  const asked = { requestedExpiry, requestedAs: expiry?.text ?? null, masked: maskOf(secret, facts.mask) }
  const record = { ...recordOf(id, label, listed), ...asked, storedIn: [store.address] }
  const warnings = [...granted.warnings, ...(await remember(record, ports))]
  if (!list) warnings.unshift(`it was stored without asking ${facts.title} about it`)
  else if (!listed && !list.partial) warnings.unshift(`${facts.title} accepts it and does not list it`)
  const { lifetimeDays } = facts
  const token = viewOne(listed ?? recordAsListed(record), record, { now: ports.clock.now(), lifetimeDays })
  return { token, warnings }
}

function idIn(secret: Secret): string {
  if (secret.tokenId !== undefined) return secret.tokenId
  throw new InvalidInput("that is not a token's value", { hint: 'it begins with digits and |' })
}

/** For secrets that do not begin with an id. */
async function askForId(secret: Secret, label: string, ports: AddTokenPorts): Promise<string> {
  const id = await tokenIdOf(secret, ports)
  if (id === undefined)
    throw new InvalidInput(`that is not a token's value of ${ports.platform.facts.title}`, {
      hint: 'copy it again, whole',
    })
  await refuseKnown(id, label, ports)
  return id
}

async function refuseTaken(label: string, id: string, list: TokenList, ports: AddTokenPorts): Promise<void> {
  const { records } = await rememberedTokens(ports)
  const { lifetimeDays } = ports.platform.facts
  const now = list.serverTime ?? ports.clock.now()
  const tokens = list.partial ? asListed(records) : list.tokens
  const holder = viewTokens(tokens, records, { now, lifetimeDays }).find(
    token => token.label === label && token.id !== id && !hasEnded(token),
  )
  if (!holder) return
  throw new NameTaken(`there is another token named '${label}': ${holder.id}, ${holder.status}`, {
    hint: `choose another name for it here, or ${howToRevoke(holder.id, ports.platform)} first`,
  })
}

/** The value of a dead token may go; its own word is the proof, because it may be of another account. */
async function refuseLive(
  held: Secret,
  label: string,
  mayAsk: boolean,
  { platform }: AddTokenPorts,
): Promise<void> {
  const dead = mayAsk && !(await platform.accepts(held).catch(() => true))
  if (dead) return
  throw new InvalidInput(`'${label}' is stored already, with another value`, {
    hint: `choose another name, or ${howToRotate(label, platform)}`,
  })
}

function recordOf(id: string, label: string, listed: PlatformToken | undefined) {
  return {
    id,
    name: listed?.name ?? label,
    label,
    createdAt: listed?.createdAt ?? null,
    graceEndsAt: null,
  }
}
