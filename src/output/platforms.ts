import type { PlatformFacts, SignInKind, Way } from '../ports/platform.ts'
import type { Terminal } from '../ports/terminal.ts'
import type { WrappedColumn } from './destination-table.ts'
import { jsonText } from './json.ts'
import { type ListingStyle, showListing } from './listing.ts'
import { pairs, whereSet } from './token-details.ts'

/** The columns of tab-separated lists; scripts rely on their order. */
export const platformColumns = ['name', 'sign_in', 'create', 'list', 'revoke', 'ends', 'api_url'] as const

/** An address for platforms that have none of their own: nothing is known of it but that it is somebody's. */
const anywhere = 'https://site.invalid/api/v1'

/** Every platform there is: how one signs in, how each thing is done at its own address, when tokens end. */
export async function showPlatforms(
  all: readonly PlatformFacts[],
  terminal: Terminal,
  style: ListingStyle,
): Promise<void> {
  const cells = all.map(facts => {
    const { create, list, revoke } = facts.verbs(facts.defaultApiUrl || anywhere)
    const signIn = facts.signIn.kinds.join(' ')
    return [facts.name, signIn, create, list, revoke, endOf(facts), facts.defaultApiUrl]
  })
  const columns: WrappedColumn[] = [
    { heading: 'PLATFORM' },
    { heading: 'SIGN IN' },
    { heading: 'CREATE' },
    { heading: 'LIST' },
    { heading: 'REVOKE' },
    { heading: 'TOKENS END', wraps: true },
    { heading: 'API', droppable: true },
  ]
  const json = all.map(facts => rawFacts(facts, undefined))
  await showListing({ cells, columns, json, names: platformColumns }, terminal, style)
}

/** All that is known of one platform, at its own address unless another is given. */
export function showPlatform(
  facts: PlatformFacts,
  apiUrl: string | undefined,
  terminal: Terminal,
  { json }: { json: boolean },
): void {
  const raw = rawFacts(facts, apiUrl)
  if (json) return terminal.print(jsonText(raw, terminal.stdout))
  terminal.print(pairs(fieldsOf(facts, raw), terminal.stdout))
}

function rawFacts(facts: PlatformFacts, apiUrl: string | undefined) {
  const { name, title, defaultApiUrl, signIn, names, identity, mask, statuses, environments } = facts
  const { createsBy, tokensManage, lifetimeDays, expiry, descriptions, tenancy, limits, permissions } = facts
  const known = apiUrl ?? defaultApiUrl
  const verbs = facts.verbs(known || anywhere)
  const pages =
    known === '' ? null : { tokens: facts.page('list', known), ...appsPage(facts, known, verbs.apps) }
  return {
    ...{ name, title, apiUrl: known || null, signIn: signIn.kinds, verbs, pages, createsBy, tokensManage },
    ...{ lifetimeDays, expiry, names, descriptions, identity, mask, statuses, environments },
    ...{ tenancy, limits, permissions },
  }
}

function appsPage(facts: PlatformFacts, apiUrl: string, way: Way) {
  return way === 'none' ? {} : { apps: facts.page('apps', apiUrl) }
}

function fieldsOf(facts: PlatformFacts, raw: ReturnType<typeof rawFacts>): [string, string][] {
  const { verbs, pages, names, identity, statuses, tenancy } = raw
  const { apps, ...others } = verbs
  const byCreate = facts.createsBy === 'sign-in' ? ', a sign-in with its name and the password' : ''
  return [
    ['name', facts.name],
    ['title', facts.title],
    ['api url', raw.apiUrl ?? ''],
    ['sign in', facts.signIn.kinds.map(kind => signIns[kind]).join(', ')],
    ['create', `${ways[others.create]}${byCreate}`],
    ['list', ways[others.list]],
    ['revoke', ways[others.revoke]],
    ['applications', ways[apps]],
    ['page', pages?.tokens ?? ''],
    ...whereSet('applications page', pages?.apps),
    ['tokens end', endOf(facts)],
    ['names', `${names.min} to ${names.max} characters${names.unique ? ', unique' : ''}`],
    ['ids', ids[identity.ids]],
    ['mask', masks[facts.mask]],
    ['status', statuses.given ? 'given by the platform' : 'worked out by beatpass'],
    ['revoked tokens', statuses.revoked === 'stay' ? 'stay listed' : 'vanish'],
    ['environments', facts.environments.join(', ')],
    ['acts for', tenancy.map(({ option, header }) => `--${option} (${header})`).join(' or ')],
    ['limits', facts.limits.join(', ')],
    ['permissions', facts.permissions ?? ''],
  ]
}

const signIns: Record<SignInKind, string> = {
  password: 'e-mail and password',
  browser: 'the browser',
  paste: 'a pasted token',
}
const ways: Record<Way, string> = {
  call: 'by call',
  consent: 'by call, after your consent',
  page: 'on the web page only',
  none: 'there are none',
}
const ids = { numeric: 'numbers', opaque: 'opaque', none: 'none: beatpass marks what it keeps' }
const masks: Record<PlatformFacts['mask'], string> = {
  id: 'the id alone',
  'id-and-ends': 'the id, and a little of both ends where enough stays hidden',
  prefix: 'the first 24 characters, or fewer so that 32 stay hidden',
  'kind-and-last4': 'its kind and the last four characters',
}

/** When tokens end, in words. */
function endOf({ expiry, lifetimeDays }: PlatformFacts): string {
  switch (expiry.kind) {
    case 'none':
      return 'never'
    case 'fixed':
      return `${lifetimeDays} days after their creation`
    case 'choices':
      return expiry.choices.map(({ title }) => title).join(', ')
    case 'any': {
      const { strictly } = expiry
      const days = strictly ? `; on stricter sites after ${strictly.minDays} to ${strictly.maxDays} days` : ''
      return `when asked${days}`
    }
  }
}
