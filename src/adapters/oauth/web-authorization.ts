import * as oauth from 'oauth4webapi'
import { CredentialRejected } from '../../domain/errors.ts'
import type { Secret } from '../../domain/secret.ts'
import type {
  Authorization,
  AuthorizationFacts,
  BrowserAuthorization,
  BrowserRequest,
  DeviceAuthorization,
  DeviceRequest,
  Grant,
  OAuthClient,
} from '../../ports/authorization.ts'
import type { AuthorizationWorld } from './authorization-world.ts'
import { beginInBrowser } from './browser-flow.ts'
import { beginOnDevice } from './device-flow.ts'
import { AuthorizationServer, clientOf, hiddenOf, proofOf } from './server.ts'

/** The authorization server of a platform, over HTTP; oauth4webapi speaks the protocol. */
export class WebAuthorization implements Authorization {
  readonly #world: AuthorizationWorld
  #server: Promise<AuthorizationServer> | undefined

  constructor(world: AuthorizationWorld) {
    this.#world = world
  }

  /** See the port. */
  async facts(): Promise<AuthorizationFacts> {
    const { metadata } = await this.#found()
    return {
      issuer: metadata.issuer,
      onDevice: metadata.device_authorization_endpoint !== undefined,
      revokes: metadata.revocation_endpoint !== undefined,
    }
  }

  /** See the port. */
  async inBrowser(request: BrowserRequest): Promise<BrowserAuthorization> {
    return await beginInBrowser(request, await this.#found(), this.#world)
  }

  /** See the port. */
  async onDevice(request: DeviceRequest): Promise<DeviceAuthorization> {
    return await beginOnDevice(request, await this.#found(), this.#world)
  }

  /** See the port. */
  async refresh(client: OAuthClient, refresh: Secret): Promise<Grant> {
    const server = await this.#found()
    const { metadata } = server
    const token = refresh.reveal()
    const known = clientOf(client)
    const answer = await server.exchange({
      which: 'not-sent',
      send: options => oauth.refreshTokenGrantRequest(metadata, known, proofOf(client), token, options),
      read: response => oauth.processRefreshTokenResponse(metadata, known, response),
      hidden: hiddenOf(client, token),
      meanings: { invalid_grant: () => new CredentialRejected('the session has ended at the platform') },
    })
    return server.grantOf(answer, [])
  }

  /** See the port. */
  async revoke(client: OAuthClient, token: Secret, kind: 'access' | 'refresh'): Promise<void> {
    const server = await this.#found()
    server.endpoint('revocation_endpoint', 'way to end a session by a call')
    const text = token.reveal()
    const additionalParameters = { token_type_hint: `${kind}_token` }
    await server.exchange({
      which: 'any',
      send: options =>
        oauth.revocationRequest(server.metadata, clientOf(client), proofOf(client), text, {
          ...options,
          additionalParameters,
        }),
      read: oauth.processRevocationResponse,
      hidden: hiddenOf(client, text),
    })
  }

  #found(): Promise<AuthorizationServer> {
    this.#server ??= AuthorizationServer.find(this.#world)
    return this.#server
  }
}
