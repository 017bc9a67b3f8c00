import { CredentialRejected, InvalidInput } from '../domain/errors.ts'
import { maskOf } from '../domain/mask.ts'
import type { Secret } from '../domain/secret.ts'
import type { PlatformToken, Token, TokenRecord } from '../domain/token.ts'
import { viewTokens } from '../domain/token-view.ts'
import type { Ports } from '../ports/ports.ts'
import { hasConsent } from './ensure-consent.ts'
import { tokenEntry } from './entries.ts'
import { type RememberPorts, remember } from './remember.ts'

export type AddTokenPorts = RememberPorts & Pick<Ports, 'platform' | 'secretStore' | 'clock'>

/**
 * Stores a token that was made on the web page. The platform is asked about it with the token itself, unless that would
 * take a call without consent. Throws `CredentialRejected` for a dead one, and `InvalidInput` for a value that has no
 * id or a label that is in use: nothing is stored then.
 */
export async function addToken(
  { label, secret }: { label: string; secret: Secret },
  ports: AddTokenPorts,
): Promise<{ token: Token; warnings: string[] }> {
  const id = secret.tokenId
  if (id === undefined)
    throw new InvalidInput("that is not a token's value", { hint: 'it begins with digits and |' })
  await ports.secretStore.probe()
  const entry = tokenEntry(ports.settings.profile.name, label)
  const held = await ports.secretStore.read(entry)
  if (held && !held.equals(secret)) {
    throw new InvalidInput(`'${label}' is stored already, with another value`, {
      hint: `choose another name, or beatpass tokens rotate '${label}'`,
    })
  }
  const listed = hasConsent(ports) ? await ask(secret, id, ports) : undefined
  await ports.secretStore.write(entry, secret)
  const record = recordOf(id, label, secret, listed)
  const warnings = await remember(record, ports)
  if (!listed) warnings.unshift(`it was stored without asking ${ports.platform.facts.title} about it`)
  return { token: view(record, listed, ports), warnings }
}

async function ask(
  secret: Secret,
  id: string,
  { platform }: AddTokenPorts,
): Promise<PlatformToken | undefined> {
  try {
    return (await platform.listTokens(secret)).tokens.find(token => token.id === id)
  } catch (error) {
    if (!(error instanceof CredentialRejected)) throw error
    throw new CredentialRejected('the platform rejects that token; it was not stored', {
      hint: 'it is mistyped, expired or revoked: copy it again, or make a new one',
      cause: error,
    })
  }
}

function recordOf(id: string, label: string, secret: Secret, listed: PlatformToken | undefined): TokenRecord {
  return {
    id,
    name: listed?.name ?? label,
    label,
    masked: maskOf(secret),
    createdAt: listed?.createdAt ?? null,
    requestedExpiry: null,
    requestedAs: null,
    storedIn: ['store:'],
    graceEndsAt: null,
  }
}

function view(record: TokenRecord, listed: PlatformToken | undefined, ports: AddTokenPorts): Token {
  const { id, name, createdAt } = record
  const token = listed ?? {
    id,
    name,
    createdAt,
    expiresAt: null,
    lastUsedAt: null,
    environment: null,
    revoked: false,
  }
  const { lifetimeDays } = ports.platform.facts
  const [shown] = viewTokens([token], [record], { now: ports.clock.now(), lifetimeDays })
  if (!shown) throw new Error('a view of one token is empty')
  return shown
}
