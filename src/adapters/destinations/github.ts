import { changedMeanwhile } from '../../domain/changed-meanwhile.ts'
import { DestinationConflict, DestinationUnavailable } from '../../domain/errors.ts'
import type { Secret } from '../../domain/secret.ts'
import type { DestinationFacts, Observation, WriteOptions } from '../../ports/destination.ts'
import { ActionsSecret } from './github/actions-secret.ts'
import { type GithubAddress, parseGithubAddress } from './github/address.ts'
import { GithubApi } from './github/api.ts'
import { githubServer } from './github/credential.ts'
import { IdVariable } from './github/id-variable.ts'
import { refuseNarrowScopes } from './github/scopes.ts'
import { type PlaceServer, serverNamedBy } from './remote/place-server.ts'
import type { RemotePlace } from './remote/remote-destination.ts'
import type { RemoteWorld } from './remote/remote-world.ts'

/** See `DestinationFacts`. */
export const githubFacts: DestinationFacts = {
  scheme: 'github',
  form: 'github:OWNER/REPO#NAME',
  about:
    'a GitHub Actions secret of a repository, an environment (github:OWNER/REPO@ENVIRONMENT#NAME) or an organisation (github:ORG#NAME); the variable NAME_ID beside it tells the token id',
  needs:
    "GH_TOKEN, GITHUB_TOKEN or a signed-in gh, with Secrets: write and Variables: write (never the workflow's own token)",
  readsBack: false,
  writesConditionally: false,
}

const mostBytes = 48 * 1024

/** What can be seen of the place. */
interface Seen {
  id: string | undefined
  updatedAt: string | undefined
}

/**
 * `github:OWNER/REPO#NAME`: an Actions secret, which nobody can read, and beside it a variable that tells whose it is.
 *
 * The secret is written first, then the variable, and only after both does a run go on to revoke. So a crash between the
 * two leaves an id that is too small, never one whose secret is not there: too small lets a run through that no other has
 * superseded yet (the one that crashed revoked nothing), while too large would pass a secret off as delivered that never was.
 */
export class GithubPlace implements RemotePlace {
  readonly readsBack = false
  readonly writesConditionally = false
  readonly to: string
  readonly server: PlaceServer
  readonly #address: GithubAddress
  readonly #world: RemoteWorld
  readonly #api: GithubApi
  readonly #secret: ActionsSecret
  readonly #variable: IdVariable
  /** Ids that were written from here; what they changed is no rival's change. */
  readonly #own = new Set<string | undefined>()

  /** `rest` as typed behind `github:`. Throws `InvalidInput`; touches nothing. */
  constructor(rest: string, world: RemoteWorld) {
    this.#address = parseGithubAddress(rest)
    this.to = this.#address.text
    this.server = serverNamedBy('GH_HOST or GITHUB_API_URL', () => githubServer(world.env).apiUrl)
    this.#world = world
    this.#api = new GithubApi(this.#address, world)
    this.#secret = new ActionsSecret(this.#address, this.#api)
    this.#variable = new IdVariable(this.#address, this.#api)
  }

  async probe(): Promise<void> {
    refuseNarrowScopes(this.#address, await this.#secret.probe(), await this.#api.credential())
    await this.#look()
  }

  async read(): Promise<Observation> {
    return { secret: undefined, version: versionOf(await this.#look()) }
  }

  async put(secret: Secret, observed: Observation, options: WriteOptions = {}): Promise<void> {
    this.#refuseTooLarge(secret)
    const before = await this.#look()
    this.#fence(secret, observed, before, options)
    this.#own.add(secret.tokenId)
    await this.#store(secret, before)
    if (secret.tokenId !== undefined) await this.#advance(secret.tokenId, before.id)
  }

  async #look(): Promise<Seen> {
    return { id: await this.#variable.read(), updatedAt: await this.#secret.updatedAt() }
  }

  #refuseTooLarge(secret: Secret): void {
    if (Buffer.byteLength(secret.reveal()) <= mostBytes) return
    throw new DestinationUnavailable('GitHub takes no secret of more than 48 KB', {
      hint: 'deliver it elsewhere',
      failure: 'refused',
    })
  }

  #fence({ tokenId }: Secret, observed: Observation, now: Seen, { restore }: WriteOptions): void {
    const newer = now.id !== undefined && tokenId !== undefined && BigInt(now.id) > BigInt(tokenId)
    if (newer && !restore) {
      throw new DestinationConflict(
        `${this.to} holds token ${now.id}, newer than ${tokenId}, and was left as it is`,
        {
          hint: `${this.#variable.name} says so; if that token is of another account, delete that variable first`,
          failure: 'mismatch',
        },
      )
    }
    const mine = this.#own.size > 0 && (this.#own.has(now.id) || sameId(observed, now))
    if (observed.version === undefined || observed.version === versionOf(now) || mine) return
    throw changedMeanwhile(this.to)
  }

  /** A lost answer is answered by sending the same again, unless the variable tells that somebody else came in between. */
  async #store(secret: Secret, before: Seen): Promise<void> {
    try {
      this.#tellReach(await this.#secret.store(secret))
    } catch (error) {
      if (!(error instanceof DestinationUnavailable) || error.failure !== 'timeout') throw error
      const stored = await this.#storeAgain(secret, before).catch(() => false)
      if (!stored) throw error
    }
  }

  async #storeAgain(secret: Secret, before: Seen): Promise<boolean> {
    if ((await this.#variable.read()) !== before.id) return false
    await this.#secret.store(secret)
    return true
  }

  /** From here on the secret is stored: whatever fails leaves it there, so that both tokens must live on. */
  async #advance(id: string, before: string | undefined): Promise<void> {
    try {
      const now = await this.#variable.read()
      if (now !== before && now !== id) throw overtaken(now)
      await this.#variable.write(id, now !== undefined)
    } catch (error) {
      if (!(error instanceof DestinationUnavailable)) throw error
      throw new DestinationUnavailable(
        `${this.to} was written, but ${this.#variable.name} was not: ${error.message}`,
        {
          hint: error.hint ?? 'run it again',
          failure: 'unresponsive',
          retryable: error.retryable,
          cause: error,
        },
      )
    }
  }

  #tellReach({ isNew }: { isNew: boolean }): void {
    if (!isNew || this.#address.scope !== 'organisation') return
    this.#world.note(
      `${this.to} is new: the private repositories of the organisation see it (visibility: private)`,
    )
  }
}

function overtaken(now: string | undefined): DestinationUnavailable {
  const what = now === undefined ? 'it was deleted' : `it became ${now}`
  return new DestinationUnavailable(`${what} in the meantime, so another run may have written the secret`, {
    hint: 'run it again: it writes both anew',
    failure: 'unresponsive',
    retryable: true,
  })
}

function versionOf({ id, updatedAt }: Seen): string {
  return `${id ?? 'none'} ${updatedAt ?? 'none'}`
}

function sameId({ version }: Observation, { id }: Seen): boolean {
  return version?.split(' ')[0] === (id ?? 'none')
}
