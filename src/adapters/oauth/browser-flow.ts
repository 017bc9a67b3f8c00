import * as oauth from 'oauth4webapi'
import { type BeatpassError, Forbidden, SignInExpired, SignInRejected } from '../../domain/errors.ts'
import type { BrowserAuthorization, BrowserRequest, Grant } from '../../ports/authorization.ts'
import { serverWords } from '../platforms/server-words.ts'
import type { AuthorizationWorld } from './authorization-world.ts'
import { LoopbackListener, type Verdict } from './loopback-listener.ts'
import { pages } from './result-page.ts'
import { type AuthorizationServer, clientOf, hiddenOf, proofOf } from './server.ts'

interface Asked {
  request: BrowserRequest
  state: string
  verifier: string
}

/** Authorization code with PKCE (S256) on a loopback port (RFC 8252): listens, and says which page to open. */
export async function beginInBrowser(
  request: BrowserRequest,
  server: AuthorizationServer,
  world: AuthorizationWorld,
): Promise<BrowserAuthorization> {
  const page = server.endpoint('authorization_endpoint', 'sign-in in a browser')
  const asked = {
    request,
    state: oauth.generateRandomState(),
    verifier: oauth.generateRandomCodeVerifier(),
  }
  const challenge = await oauth.calculatePKCECodeChallenge(asked.verifier)
  const judge = (parameters: URLSearchParams) => judged(parameters, asked, server)
  const { waitMs, redirectUri } = request
  const where = redirectUri === undefined ? {} : { redirectUri }
  const listener = await LoopbackListener.open({ waitMs, judge, note: world.note, ...where })
  const parameters = {
    response_type: 'code',
    client_id: request.client.id,
    redirect_uri: listener.redirectUri,
    scope: request.scopes.join(' '),
    state: asked.state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(parameters)) page.searchParams.set(name, value)
  return new OpenAuthorization(page.href, listener, asked, server)
}

class OpenAuthorization implements BrowserAuthorization {
  readonly page: string
  readonly redirectUri: string
  readonly #listener: LoopbackListener
  readonly #asked: Asked
  readonly #server: AuthorizationServer

  constructor(page: string, listener: LoopbackListener, asked: Asked, server: AuthorizationServer) {
    this.page = page
    this.redirectUri = listener.redirectUri
    this.#listener = listener
    this.#asked = asked
    this.#server = server
  }

  /** See the port. */
  async answered(): Promise<void> {
    await this.#listener.answer
  }

  /** See the port. */
  async grant(): Promise<Grant> {
    const { request, state, verifier } = this.#asked
    const { metadata } = this.#server
    const client = clientOf(request.client)
    const given = await this.#listener.answer
    const valid = oauth.validateAuthResponse(metadata, client, given, state)
    const proof = proofOf(request.client)
    const uri = this.redirectUri
    const answer = await this.#server.exchange({
      which: 'none',
      send: options =>
        oauth.authorizationCodeGrantRequest(metadata, client, proof, valid, uri, verifier, options),
      read: response => oauth.processAuthorizationCodeResponse(metadata, client, response),
      hidden: hiddenOf(request.client, given.get('code') ?? '', verifier),
      meanings: { invalid_grant: tooLate },
    })
    return this.#server.grantOf(answer, request.scopes)
  }

  /** See the port. */
  async close(): Promise<void> {
    await this.#listener.close()
  }
}

function tooLate(): SignInExpired {
  return new SignInExpired('the answer from the browser came too late or was used before', {
    hint: 'nothing was changed: run it again',
  })
}

/** State and issuer first: what a stranger brings is not believed in anything, not even in an error. */
function judged(
  parameters: URLSearchParams,
  { request, state }: Asked,
  server: AuthorizationServer,
): Verdict {
  try {
    oauth.validateAuthResponse(server.metadata, clientOf(request.client), parameters, state)
    if (parameters.has('code')) return { page: pages.arrived }
    return { page: pages.wrong, refusal: stranger('holds no code') }
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError)
      return { page: pages.denied, refusal: refused(error) }
    const states = parameters.getAll('state')
    if (states.length !== 1 || states[0] !== state) {
      return { page: pages.wrong, refusal: stranger('belongs to another sign-in (its state is wrong)') }
    }
    return { page: pages.wrong, refusal: stranger('comes from another server (its issuer is wrong)') }
  }
}

function stranger(what: string): SignInRejected {
  return new SignInRejected(`an answer came from the browser that ${what}`, {
    hint: 'nothing was granted: run it again, and answer only the page that it opens',
  })
}

function refused({ error, error_description }: oauth.AuthorizationResponseError): BeatpassError {
  if (error === 'access_denied') {
    return new SignInRejected('the sign-in was refused in the browser', { hint: 'nothing was granted' })
  }
  const words = serverWords(error_description ?? '')
  return new Forbidden(`the authorization server refuses: ${serverWords(error)}${words ? `: ${words}` : ''}`)
}
