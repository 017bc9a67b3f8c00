import {
  type BeatpassError,
  Forbidden,
  Incomplete,
  OutcomeUnknown,
  PlatformUnavailable,
} from '../domain/errors.ts'
import { mayHaveBecome } from '../domain/label.ts'
import { printable } from '../domain/printable.ts'
import { idOperand, shellWord } from '../domain/shell-word.ts'
import type { PlatformToken } from '../domain/token.ts'
import type { CreatedToken, CreateRequest } from '../ports/platform.ts'
import type { Ports } from '../ports/ports.ts'
import { attributed } from './authenticate.ts'
import { isListedByPage } from './by-page.ts'
import type { KnownTokens } from './known-tokens.ts'

type CreateOncePorts = Pick<Ports, 'platform' | 'clock'>

const looks = 3
const pause = 1_000

/**
 * Creates once, never again by itself. When the answer is lost, the list tells whether it happened (rotation.md, I11):
 * throws `Incomplete` naming the orphan, or saying that there may be one; `PlatformUnavailable` when there is none.
 */
export async function createOnce(
  request: CreateRequest,
  known: KnownTokens,
  ports: CreateOncePorts,
): Promise<CreatedToken> {
  const { credential } = known
  try {
    return await attributed(credential, () => ports.platform.createToken(credential.secret, request))
  } catch (error) {
    if (isOddRefusal(error) && !isListedByPage(ports.platform))
      throw await unlessCreated(request.name, error, known, ports)
    if (!(error instanceof OutcomeUnknown)) throw error
    throw isListedByPage(ports.platform)
      ? unlistable(request.name, error, ports)
      : await whatBecameOf(request.name, error, known, ports)
  }
}

/** A redirect, a 404, a 409 and the like: it may have come from somebody in between, behind whose back the token was created. */
const isOddRefusal = (error: unknown): error is Forbidden =>
  error instanceof Forbidden && ['forbidden', 'not_supported'].includes(error.code)

async function unlessCreated(
  name: string,
  cause: Forbidden,
  { credential, list }: KnownTokens,
  { platform }: CreateOncePorts,
): Promise<BeatpassError> {
  const before = new Set(list.tokens.map(({ id }) => id))
  const listed = await platform.listTokens(credential.secret).catch(() => undefined)
  if (!listed) {
    return new Incomplete(
      `${cause.message}, and whether token '${name}' was created all the same cannot be read`,
      { hint: `beatpass tokens list --name ${shellWord(name)}: if it is there, revoke it`, cause },
    )
  }
  const orphan = listed.tokens.find(token => token.name === name && !before.has(token.id))
  if (!orphan) return cause
  return new Incomplete(
    `${cause.message}, but token ${orphan.id} '${name}' was created, and its secret reached nobody`,
    { hint: `beatpass tokens revoke ${idOperand(orphan.id)}`, retryable: false, cause },
  )
}

function unlistable(name: string, cause: OutcomeUnknown, { platform: { facts, apiUrl } }: CreateOncePorts) {
  return new Incomplete(`the answer was lost: a token '${name}' may exist, and its secret reached nobody`, {
    hint: `look at ${facts.page('list', apiUrl)} and delete it there, then run it again`,
    cause,
  })
}

async function whatBecameOf(name: string, cause: OutcomeUnknown, known: KnownTokens, ports: CreateOncePorts) {
  const orphan = await findOrphan(name, known, ports).catch(() => 'unknown' as const)
  if (orphan === 'unknown') {
    return new Incomplete(`the answer was lost, and whether a token '${name}' was created cannot be read`, {
      hint: 'beatpass tokens list shows it; its secret reached nobody, so revoke it',
      cause,
    })
  }
  if (!orphan && cause.mayComeLate) {
    return new Incomplete(`no token '${name}' is listed so far, but it may come yet: ${cause.why}`, {
      hint: `wait, then beatpass tokens list --name ${shellWord(name)}: its secret would reach nobody, so revoke it`,
      retryable: false,
      cause,
    })
  }
  if (!orphan) {
    return new PlatformUnavailable(`no token '${name}' was created: ${cause.why}`, {
      hint: 'run it again',
      cause,
    })
  }
  if (orphan.name !== name) return likely(orphan, name, cause)
  return new Incomplete(
    `the answer was lost: token ${orphan.id} '${name}' exists, and its secret reached nobody`,
    {
      hint: `beatpass tokens revoke ${idOperand(orphan.id)}, then run it again`,
      retryable: false,
      cause,
    },
  )
}

/** The platform may have changed its name; or somebody made another just now. */
function likely(orphan: PlatformToken, name: string, cause: OutcomeUnknown): Incomplete {
  return new Incomplete(
    `the answer was lost: token ${orphan.id} '${printable(orphan.name)}' came up meanwhile and may be '${name}', whose secret reached nobody`,
    {
      hint: `unless somebody else made it: beatpass tokens revoke ${idOperand(orphan.id)}`,
      retryable: false,
      cause,
    },
  )
}

/** Looks more than once: a list may lag behind, and a create that timed out may still arrive. */
async function findOrphan(
  name: string,
  { credential, list }: KnownTokens,
  { platform, clock }: CreateOncePorts,
): Promise<PlatformToken | undefined> {
  const before = new Set(list.tokens.map(token => token.id))
  for (let look = 1; ; look++) {
    const { tokens } = await platform.listTokens(credential.secret)
    const fresh = tokens.filter(({ id }) => !before.has(id))
    const orphan = fresh.find(one => one.name === name) ?? fresh.find(one => mayHaveBecome(name, one.name))
    if (orphan || look === looks) return orphan
    await clock.sleep(pause)
  }
}
