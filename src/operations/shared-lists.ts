import { CredentialRejected } from '../domain/errors.ts'
import type { Secret } from '../domain/secret.ts'
import { SharedRead } from '../domain/shared-read.ts'
import type {
  CreatedToken,
  CreateRequest,
  Platform,
  SignedIn,
  SignInRequest,
  TokenList,
  TokenPage,
} from '../ports/platform.ts'

type Aside = <Result>(wait: () => Promise<Result>) => Promise<Result>

/**
 * A platform for several who work at tokens of one account together: their lists are the same, so they share them, each
 * still seeing one that began after it asked. All else goes through as it is.
 */
export class SharedLists implements Platform {
  readonly facts: Platform['facts']
  readonly apiUrl: string
  readonly #platform: Platform
  readonly #common: Secret
  readonly #lists: SharedRead<TokenList>
  readonly #aside: Aside

  /** `common` is the credential that lists for all; `aside` runs every wait for a list that somebody else may read. */
  constructor(platform: Platform, common: Secret, aside: Aside = wait => wait()) {
    this.facts = platform.facts
    this.apiUrl = platform.apiUrl
    this.#platform = platform
    this.#common = common
    this.#aside = aside
    this.#lists = new SharedRead(() => platform.listTokens(common))
  }

  /** See the port. */
  warm(): void {
    this.#platform.warm?.()
  }

  /** See the port. */
  whenHeld(listener: (until: Date) => void): void {
    this.#platform.whenHeld?.(listener)
  }

  /** The account's list, whoever of it asks; on its own credential when the common one is dead. */
  async listTokens(credential: Secret): Promise<TokenList> {
    try {
      return await this.#aside(() => this.#lists.ask())
    } catch (error) {
      const another = error instanceof CredentialRejected && !credential.equals(this.#common)
      if (another) return await this.#platform.listTokens(credential)
      throw error
    }
  }

  tokenPages(credential: Secret): AsyncIterable<TokenPage> {
    return this.#platform.tokenPages(credential)
  }

  accepts(credential: Secret): Promise<boolean> {
    return this.#platform.accepts(credential)
  }

  /** See the port. */
  async identify(secret: Secret): Promise<string | undefined> {
    return this.#platform.identify ? await this.#platform.identify(secret) : secret.tokenId
  }

  signIn(request: SignInRequest): Promise<SignedIn> {
    return this.#platform.signIn(request)
  }

  createToken(credential: Secret, request: CreateRequest): Promise<CreatedToken> {
    return this.#platform.createToken(credential, request)
  }

  revokeToken(credential: Secret, id: string): Promise<void> {
    return this.#platform.revokeToken(credential, id)
  }
}
