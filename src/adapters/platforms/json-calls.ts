import { AnswerNotUnderstood, type BeatpassError, InvalidInput } from '../../domain/errors.ts'
import { printable } from '../../domain/printable.ts'
import { parseApiUrl } from '../../domain/profile.ts'
import type { Secret } from '../../domain/secret.ts'
import type { HttpRequest, HttpResponse } from '../../ports/transport.ts'
import { redaction } from '../redaction.ts'
import type { Caller } from '../transports/retries.ts'
import { type Call, outcomeUnknown } from './call.ts'
import { exchange } from './exchange.ts'

const maxBytes = 1_048_576

/** What goes to a path of the API. */
export interface Sent {
  method: HttpRequest['method']
  path: string
  credential?: Secret
  body?: Record<string, unknown>
  /** What of the body is secret. */
  hidden?: readonly Secret[]
}

/** Anything shorter would blot out words of others. */
const leastHidden = 4

/** A function that blots out of a platform's words what was sent: some repeat it, in a complaint or an address. */
export function redactionOf({
  credential,
  hidden = [],
}: Pick<Sent, 'credential' | 'hidden'>): (text: string) => string {
  const sent = credential ? [credential, ...hidden] : hidden
  return redaction(...sent.filter(secret => secret.length >= leastHidden))
}

/** Whether an answer is what was asked for, not a refusal. */
export function isGood({ status }: HttpResponse): boolean {
  return status >= 200 && status <= 299
}

/** Calls of a platform that speaks JSON and takes bearers. */
export class JsonCalls {
  readonly apiUrl: string
  readonly #caller: Caller
  readonly #headers: () => Record<string, string>

  /** `headers` go along with every call. Throws `InvalidInput` for an address that is neither https nor http on loopback. */
  constructor(apiUrl: string, caller: Caller, headers: () => Record<string, string> = () => ({})) {
    this.apiUrl = parseApiUrl(apiUrl)
    this.#caller = caller
    this.#headers = headers
  }

  warm(): void {
    this.#caller.transport.warm?.(this.apiUrl)
  }

  expectMany(): void {
    this.#caller.transport.expectMany?.()
  }

  whenHeld(listener: (until: Date) => void): void {
    this.#caller.transport.whenHeld?.(listener)
  }

  /** Gives any answer below 500 but 429; throws as `exchange` does. */
  async send(call: Call, sent: Sent): Promise<HttpResponse> {
    return await exchange(call, this.request(sent), this.#caller)
  }

  request({ method, path, credential, body }: Sent): HttpRequest {
    return {
      method,
      url: `${this.apiUrl}${path}`,
      headers: {
        Accept: 'application/json',
        'User-Agent': 'beatpass',
        ...this.#headers(),
        ...(credential ? { Authorization: `Bearer ${bearer(credential)}` } : {}),
        ...(body ? { 'Content-Type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      maxBytes,
    }
  }
}

/** Reads the answer to a write: one that succeeded and cannot be read happened all the same. */
export function readWritten<T>(call: Exclude<Call, { kind: 'read' }>, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof AnswerNotUnderstood ? unreadable(call, error) : error
  }
}

function unreadable(call: Exclude<Call, { kind: 'read' }>, error: AnswerNotUnderstood): BeatpassError {
  if (call.kind !== 'sign-in') return outcomeUnknown(call, error.message, { cause: error })
  const orphan = `a token named '${printable(call.name)}' may be left on the platform`
  return new AnswerNotUnderstood(error.message, { hint: error.hint ? `${error.hint}; ${orphan}` : orphan })
}

function bearer(credential: Secret): string {
  const text = credential.reveal()
  if (/^[\x21-\x7e]+$/.test(text)) return text
  throw new InvalidInput('the credential holds characters that no token has', {
    hint: 'was a line break or a space pasted along with it',
  })
}
