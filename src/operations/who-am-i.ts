import { endOf } from '../domain/lifetime.ts'
import type { Account, Tenancy } from '../domain/profile.ts'
import type { PlatformToken } from '../domain/token.ts'
import type { Ports } from '../ports/ports.ts'
import { type AuthenticationPorts, authenticated } from './authenticate.ts'

/** Who acts, with what, and where secrets rest. */
export interface WhoAmIResult {
  profile: string
  platform: string
  apiUrl: string
  account: Account | null
  /** The credential in use and where it came from; null when there is none. */
  credential: { kind: 'environment' | 'session'; source: string; id: string | null } | null
  secretStore: { name: string; location: string }
  /** The stored session: when it ends, if known. */
  session: { id: string | null; name: string; expiresAt: Date | null } | null
  /** On whose behalf it acts, where the platform has tenants. */
  tenancy?: Tenancy
  environment?: string
  /** What tokens of this platform may do, where that is worth saying. */
  permissions?: string
  now: Date
}

/** Who the credential in use is. `offline` makes no request and reads no secret: it tells what is remembered of it. */
export async function whoAmI(
  { offline }: { offline: boolean },
  ports: AuthenticationPorts,
): Promise<WhoAmIResult> {
  if (offline)
    return describe(ports, { account: rememberedAccount(ports.settings), tokens: [] }, ports.clock.now())
  return await authenticated(ports, async credential => {
    const list = await ports.platform.listTokens(credential.secret)
    return describe(ports, list, list.serverTime ?? ports.clock.now(), credential.secret.tokenId)
  })
}

/** Of the credential in use: whose `BEATPASS_TOKEN` is, only the platform can tell, unless it is the session's own. */
function rememberedAccount({ profile, environmentToken }: Ports['settings']): Account | null {
  const { account = null, session } = profile
  if (!environmentToken) return account
  const { tokenId } = environmentToken
  return tokenId !== undefined && tokenId === session?.id ? account : null
}

function describe(
  { settings, platform, secretStore }: Pick<Ports, 'settings' | 'platform' | 'secretStore'>,
  { account, tokens }: { account: Account | null; tokens: readonly PlatformToken[] },
  now: Date,
  credentialId?: string,
): WhoAmIResult {
  const { profile, environmentToken } = settings
  return {
    profile: profile.name,
    platform: platform.facts.name,
    apiUrl: platform.apiUrl,
    account,
    credential: environmentToken
      ? { kind: 'environment', source: 'BEATPASS_TOKEN', id: environmentToken.tokenId ?? null }
      : profile.session
        ? { kind: 'session', source: `profile '${profile.name}'`, id: credentialId ?? profile.session.id }
        : null,
    secretStore: { name: secretStore.name, location: secretStore.location },
    session: sessionOf(settings, platform, tokens),
    ...surroundings(settings, platform),
    now,
  }
}

/** Only what this platform has: the rest is left out. */
function surroundings(
  { profile: { company, reseller, environment } }: Ports['settings'],
  { facts: { permissions } }: Ports['platform'],
): Pick<WhoAmIResult, 'tenancy' | 'environment' | 'permissions'> {
  const tenancy = company !== undefined ? { company } : reseller !== undefined ? { reseller } : undefined
  return {
    ...(tenancy ? { tenancy } : {}),
    ...(environment === undefined ? {} : { environment }),
    ...(permissions === null ? {} : { permissions }),
  }
}

function sessionOf(
  { profile: { session } }: Ports['settings'],
  { facts }: Ports['platform'],
  tokens: readonly PlatformToken[],
): WhoAmIResult['session'] {
  if (!session) return null
  const { grant } = session
  // What ends with the access token is not the session, where it can be renewed.
  if (grant) return { id: null, name: session.name, expiresAt: grant.renews ? null : grant.expiresAt }
  const listed = tokens.find(token => token.id === session.id)
  const { expiresAt } = endOf({
    createdAt: listed?.createdAt ?? session.createdAt,
    platform: listed?.expiresAt ?? null,
    requested: null,
    lifetimeDays: facts.lifetimeDays,
  })
  return { id: session.id, name: listed?.name ?? session.name, expiresAt }
}
