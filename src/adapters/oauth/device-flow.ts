import * as oauth from 'oauth4webapi'
import {
  AnswerNotUnderstood,
  type BeatpassError,
  PlatformUnavailable,
  SignInExpired,
  SignInRejected,
} from '../../domain/errors.ts'
import type { DeviceAuthorization, DeviceRequest, Grant, GrantRequest } from '../../ports/authorization.ts'
import type { Clock } from '../../ports/clock.ts'
import type { AuthorizationWorld } from './authorization-world.ts'
import { type AuthorizationServer, clientOf, hiddenOf, proofOf } from './server.ts'

/** RFC 8628: seconds between two questions where the server does not say, and what `slow_down` adds. */
const pace = { standard: 5, step: 5, longest: 60 }

/** The server has no answer yet; `slower` where it wants to be asked less often. */
class Pending extends PlatformUnavailable {
  readonly slower: boolean
  constructor(slower: boolean) {
    super('the sign-in waits for an answer')
    this.slower = slower
  }
}

/** Asks for a code that a person types on any device (RFC 8628). */
export async function beginOnDevice(
  request: DeviceRequest,
  server: AuthorizationServer,
  { clock }: AuthorizationWorld,
): Promise<DeviceAuthorization> {
  server.endpoint('device_authorization_endpoint', 'sign-in on another device')
  const { metadata } = server
  const client = clientOf(request.client)
  const form = { scope: request.scopes.join(' ') }
  const asked = await server.exchange({
    which: 'not-sent',
    send: options =>
      oauth.deviceAuthorizationRequest(metadata, client, proofOf(request.client), form, options),
    read: response => oauth.processDeviceAuthorizationResponse(metadata, client, response),
    hidden: hiddenOf(request.client),
  })
  const lasts = asked.expires_in * 1000
  const expiresAt = new Date(clock.now().getTime() + Math.min(lasts, request.waitMs ?? lasts))
  return {
    userCode: asked.user_code,
    page: pageOf(asked.verification_uri, server),
    expiresAt,
    grant: () =>
      poll({ code: asked.device_code, interval: asked.interval, expiresAt }, request, server, clock),
  }
}

interface Asked {
  code: string
  interval: number | undefined
  expiresAt: Date
}

async function poll(
  asked: Asked,
  request: GrantRequest,
  server: AuthorizationServer,
  clock: Clock,
): Promise<Grant> {
  let seconds = asked.interval ?? pace.standard
  for (;;) {
    if (clock.now().getTime() + seconds * 1000 >= asked.expiresAt.getTime()) throw expired()
    await clock.sleep(seconds * 1000)
    try {
      return await askOnce(asked.code, request, server)
    } catch (error) {
      seconds = slower(seconds, error)
    }
  }
}

/** How long to wait before the next question; throws what is an answer. A network that fails is asked less often. */
function slower(seconds: number, error: unknown): number {
  if (error instanceof Pending) return error.slower ? seconds + pace.step : seconds
  const passing = error instanceof PlatformUnavailable && !(error instanceof AnswerNotUnderstood)
  if (!passing) throw error
  return Math.max(seconds, Math.min(seconds * 2, pace.longest))
}

async function askOnce(code: string, request: GrantRequest, server: AuthorizationServer): Promise<Grant> {
  const { metadata } = server
  const client = clientOf(request.client)
  const proof = proofOf(request.client)
  const answer = await server.exchange({
    which: 'not-sent',
    send: options => oauth.deviceCodeGrantRequest(metadata, client, proof, code, options),
    read: response => oauth.processDeviceCodeResponse(metadata, client, response),
    hidden: hiddenOf(request.client, code),
    meanings: {
      authorization_pending: () => new Pending(false),
      slow_down: () => new Pending(true),
      expired_token: expired,
      invalid_grant: expired,
      access_denied: refused,
    },
  })
  return server.grantOf(answer, request.scopes)
}

function expired(): BeatpassError {
  return new SignInExpired('nobody entered the code in time', { hint: 'nothing was changed: run it again' })
}

function refused(): BeatpassError {
  return new SignInRejected('the sign-in was refused in the browser', { hint: 'nothing was granted' })
}

/** The page where the code is typed; it is shown to a person and opened by nobody else. */
function pageOf(address: string, server: AuthorizationServer): string {
  const url = server.trusted(address)
  if (url) return url.href
  throw new AnswerNotUnderstood('the authorization server names no page where the code is typed')
}
