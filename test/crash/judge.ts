import { labelOf, nonceOf } from '../../src/domain/label.ts'
import type { LoggedRequest } from '../../src/sandbox/server/request-log.ts'
import type { HeldId } from './places.ts'
import type { LiveToken } from './world.ts'

/** The platform and the destinations at one moment, seen by nobody but the judge. */
export interface Look {
  live: LiveToken[]
  /** By destination. */
  held: HeldId[]
}

/** The look as a request arrived, before anything was done about it. */
export interface Moment extends Look {
  request: LoggedRequest
}

/** One run, or several at once, of `tokens rotate`; all that is known of it from outside. */
export interface Evidence {
  label: string
  /** The untagged token that was to be rotated, which alone may be revoked in spite of its name. */
  adopted: string | undefined
  before: Look
  moments: Moment[]
  after: Look
  /** `undefined` for a process that was killed, or of which another judgement is made. */
  exitCode: number | undefined
  stdout: string
  stderr: string
  /** Where a secret was found that should not be there. */
  leaks: string[]
  /** Live predecessors that a grace period allows in the end. */
  graced?: number
  /** Runs at once, each with a credential of its own. */
  rivals?: number
  /** Destinations that somebody else writes, or that lie: what they hold is not the run's doing. */
  unreliable?: number[]
}

type Rule = (evidence: Evidence) => string[]

/** Everything that was wrong, one line each, named by its rule; empty for a run that kept its promises. */
export function judge(evidence: Evidence): string[] {
  return Object.entries(rules).flatMap(([name, rule]) => rule(evidence).map(what => `${name}: ${what}`))
}

const isCreate = ({ method, path }: LoggedRequest) => method === 'POST' && path === '/access-tokens'
const isList = ({ method, path }: LoggedRequest) => method === 'GET' && path === '/users/me'
const revokedId = ({ method, path }: LoggedRequest) =>
  method === 'DELETE' ? path.replace('/access-tokens/', '') : undefined

const rules: Record<string, Rule> = {
  'early-revoke': ({ moments }) =>
    moments.flatMap(({ request, held, live }) => {
      const id = revokedId(request)
      const hurts = id !== undefined && held.includes(id) && live.some(token => token.id === id)
      return hurts ? [`token ${id} was to be revoked while a destination held it`] : []
    }),

  'foreign-delete': ({ label, adopted, moments }) =>
    moments.flatMap(({ request, live }) => {
      const id = revokedId(request)
      const token = live.find(one => one.id === id)
      const own =
        token && !token.foreign && labelOf(token.name) === label && (nonceOf(token.name) ?? adopted === id)
      return token && !own ? [`token ${id} '${token.name}' is not of this rotation`] : []
    }),

  'unseen-delete': evidence => evidence.moments.flatMap((_, at) => unseenDelete(evidence, at)),

  'blind-retry': ({ label, moments }) => {
    const creates = moments.filter(({ request }) => isCreate(request))
    const names = creates.map(({ request }) => request.tokenName ?? '')
    const odd = names.filter(name => labelOf(name) !== label || nonceOf(name) === undefined)
    const twice = creates.flatMap(({ request }, at) => {
      const earlier = creates.slice(0, at).find(one => one.request.tokenName === request.tokenName)
      return earlier && earlier.request.status !== 429 ? [`'${request.tokenName}' was created twice`] : []
    })
    return [...odd.map(name => `a create named '${name}'`), ...twice, ...unresolved(moments)]
  },

  leak: ({ leaks }) => leaks,

  'lost-live': evidence => {
    const looks = [...evidence.moments, evidence.after]
    return evidence.before.held.flatMap((first, at) => {
      if (evidence.unreliable?.includes(at) || !isLive(first, evidence.before)) return []
      const dead = looks.find(look => !isLive(look.held[at], look))
      return dead ? [`destination ${at} held a live token and then ${dead.held[at] ?? 'nothing'}`] : []
    })
  },

  'too-many': ({ label, before, moments, after, rivals = 1 }) => {
    const count = (look: Look) => ofLabel(label, look).length
    const most = Math.max(...[...moments, after].map(count))
    return most > count(before) + rivals ? [`${most} tokens of the label lived at once`] : []
  },

  'untrue-exit': evidence => {
    const { exitCode, rivals = 1 } = evidence
    if (exitCode === undefined || rivals > 1) return []
    if (exitCode === 0) return untrueSuccess(evidence)
    if ([2, 3, 4, 5, 6, 7, 8].includes(exitCode))
      return changes(evidence).map(what => `exit ${exitCode}, and ${what}`)
    return [9, 12, 130, 143].includes(exitCode) ? [] : [`exit ${exitCode}`]
  },

  'untrue-words': evidence =>
    /nothing (was )?changed/.test(`${evidence.stdout}${evidence.stderr}`) ? changes(evidence) : [],
}

function isLive(held: HeldId, { live }: Look): boolean {
  return live.some(({ id, foreign }) => id === held && !foreign)
}

/** Live tokens of the label in the own account. */
export function ofLabel(label: string, { live }: Look): LiveToken[] {
  return live.filter(({ name, foreign }) => !foreign && labelOf(name) === label)
}

/** What an id may be revoked for (I6): the run listed it before its own create, or made it itself. */
function unseenDelete({ moments }: Evidence, at: number): string[] {
  const moment = moments[at]
  const id = moment && revokedId(moment.request)
  const target = moment?.live.find(token => token.id === id)
  if (!moment || !target) return []
  const run = runOf(moment.request.tokenId, moments)
  const own = moments.filter(one => runOf(one.request.tokenId, moments) === run)
  const made = own.some(({ request }) => isCreate(request) && request.tokenName === target.name)
  const create = own.findIndex(({ request }) => isCreate(request))
  const seen = own.some(
    (one, when) =>
      isList(one.request) && (create === -1 || when < create) && one.live.some(token => token.id === id),
  )
  return made || seen ? [] : [`token ${id} was revoked without being seen before the claim`]
}

/** The credential that a run began with: a claim's own secret belongs to the run that created it. */
function runOf(tokenId: string | null, moments: Moment[]): string | null {
  const name = moments.flatMap(({ live }) => live).find(({ id }) => id === tokenId)?.name
  const create = moments.find(({ request }) => isCreate(request) && request.tokenName === name)
  return create ? create.request.tokenId : tokenId
}

/** Creates of one run between which it did not look what became of the earlier one. */
function unresolved(moments: Moment[]): string[] {
  const latest = new Map<string | null, LoggedRequest>()
  const found: string[] = []
  for (const { request } of moments) {
    const run = runOf(request.tokenId, moments)
    const open = latest.get(run)
    if (isList(request)) latest.delete(run)
    if (!isCreate(request)) continue
    if (open && open.status !== 429) found.push(`'${request.tokenName}' was created before a list was read`)
    latest.set(run, request)
  }
  return found
}

function untrueSuccess(evidence: Evidence): string[] {
  const { label, after, moments, graced = 0, unreliable = [] } = evidence
  const tokens = ofLabel(label, after)
  const newest = tokens.reduce<bigint>((most, { id }) => (BigInt(id) > most ? BigInt(id) : most), 0n)
  const elsewhere = after.held.filter((held, at) => held !== String(newest) && !unreliable.includes(at))
  const lastWrite = moments.findLastIndex(({ request }) => request.method !== 'GET')
  const read = lastWrite === -1 || moments.slice(lastWrite).some(({ request }) => isList(request))
  return [
    ...(tokens.length === 1 + graced ? [] : [`exit 0, and ${tokens.length} tokens of the label live`]),
    ...elsewhere.map(held => `exit 0, and a destination holds ${held ?? 'nothing'}, not ${newest}`),
    ...(read ? [] : ['exit 0 without a read after the last write']),
  ]
}

/** How the end differs from the beginning. */
function changes({ label, before, after, unreliable = [] }: Evidence): string[] {
  const ids = (look: Look) =>
    ofLabel(label, look)
      .map(({ id }) => id)
      .sort()
      .join(' ')
  const moved = before.held.flatMap((held, at) =>
    held === after.held[at] || unreliable.includes(at)
      ? []
      : [`destination ${at} holds ${after.held[at]}, not ${held}`],
  )
  return [...(ids(before) === ids(after) ? [] : [`tokens ${ids(before)} became ${ids(after)}`]), ...moved]
}
