import { CredentialRejected, SignInExpired } from '../../src/domain/errors.ts'
import { Secret } from '../../src/domain/secret.ts'
import type * as port from '../../src/ports/authorization.ts'
import type { Clock } from '../../src/ports/clock.ts'

/**
 * An authorization server in memory where everybody says yes at once. Refresh tokens are rotated; one that is used twice ends
 * its family. Access tokens live an hour, and only `isAlive` knows them.
 */
export class MemoryAuthorization implements port.Authorization {
  /** What it was asked for: `refresh r1`. */
  readonly calls: string[] = []
  /** Whether it grants refresh tokens, and says when access tokens end. */
  grantsRefresh = true
  /** Runs before every call; what it throws is thrown. */
  interpose: (call: string) => void | Promise<void> = () => undefined
  readonly #clock: Pick<Clock, 'now'>
  readonly #live = new Map<string, number>()
  readonly #families = new Map<string, number>()
  readonly #scopes = new Map<number, readonly string[]>()
  #count = 0
  #family = 0

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
  }

  isAlive(token: Secret): boolean {
    return this.#live.has(token.reveal())
  }

  /** Ends a token as the passing of time does. */
  expire(token: Secret): void {
    this.#live.delete(token.reveal())
  }

  facts(): Promise<port.AuthorizationFacts> {
    return Promise.resolve({ issuer: 'https://memory.test', onDevice: true, revokes: true })
  }

  async inBrowser({ scopes }: port.BrowserRequest): Promise<port.BrowserAuthorization> {
    await this.#told('in browser')
    let isTraded = false
    return {
      page: 'https://memory.test/authorize?state=s',
      redirectUri: 'http://127.0.0.1:1/callback',
      answered: () => this.#told('answered'),
      grant: async () => {
        await this.#told('grant')
        if (isTraded) throw new SignInExpired('the answer was used before')
        isTraded = true
        return this.begin(scopes)
      },
      close: () => this.#told('close'),
    }
  }

  async onDevice({ scopes }: port.GrantRequest): Promise<port.DeviceAuthorization> {
    await this.#told('on device')
    const expiresAt = new Date(this.#clock.now().getTime() + 600_000)
    const grant = () => Promise.resolve(this.begin(scopes))
    return { userCode: 'ABCD-EFGH', page: 'https://memory.test/device', expiresAt, grant }
  }

  async refresh(_: port.OAuthClient, refresh: Secret): Promise<port.Grant> {
    const text = refresh.reveal()
    await this.#told(`refresh ${text}`)
    const family = this.#families.get(text)
    if (family !== undefined && this.#live.delete(text)) return this.#pair(family)
    if (family !== undefined) this.#endFamily(family)
    throw new CredentialRejected('the session has ended at the platform')
  }

  async revoke(_: port.OAuthClient, token: Secret, kind: 'access' | 'refresh'): Promise<void> {
    const text = token.reveal()
    await this.#told(`revoke ${kind} ${text}`)
    const family = this.#families.get(text)
    if (kind === 'refresh' && family !== undefined) this.#endFamily(family)
    this.#live.delete(text)
  }

  /** A grant of a new family. */
  begin(scopes: readonly string[] = []): port.Grant {
    this.#family++
    this.#scopes.set(this.#family, scopes)
    return this.#pair(this.#family)
  }

  #pair(family: number): port.Grant {
    this.#count++
    const [access, refresh] = [`access-${this.#count}`, `refresh-${this.#count}`]
    for (const token of [access, refresh]) {
      this.#live.set(token, family)
      this.#families.set(token, family)
    }
    const scopes = this.#scopes.get(family) ?? []
    const expiresAt = new Date(this.#clock.now().getTime() + 3_600_000)
    if (!this.grantsRefresh)
      return { access: new Secret(access), refresh: undefined, expiresAt: null, scopes }
    return { access: new Secret(access), refresh: new Secret(refresh), expiresAt, scopes }
  }

  #endFamily(family: number): void {
    for (const [token, of] of [...this.#live]) if (of === family) this.#live.delete(token)
  }

  async #told(call: string): Promise<void> {
    this.calls.push(call)
    await this.interpose(call)
  }
}
