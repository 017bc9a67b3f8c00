import { OutcomeUnknown } from '../../domain/errors.ts'
import { printable } from '../../domain/printable.ts'

/**
 * What is asked of the platform, as far as retries and refusals depend on it. A `read` changes nothing; `name` is what the
 * call would create, `id` what it would revoke, `what` what that is where it is no token.
 */
export type Call =
  | { kind: 'read' }
  | { kind: 'revoke'; id: string; what?: string }
  | { kind: 'create'; name: string; what?: string }
  | { kind: 'sign-in'; name: string; otp: boolean }

/** A write may or may not have happened, or may be under way: `mayComeLate`. `why` is one of our own sentences. */
export function outcomeUnknown(
  call: Exclude<Call, { kind: 'read' }>,
  why: string,
  { cause, mayComeLate = false }: { cause?: unknown; mayComeLate?: boolean } = {},
): OutcomeUnknown {
  const name = 'name' in call ? printable(call.name) : ''
  const details = { why, mayComeLate, ...(cause === undefined ? {} : { cause }) }
  switch (call.kind) {
    case 'revoke':
      return new OutcomeUnknown(
        `it is unknown whether ${call.what ?? 'token'} ${call.id} was revoked: ${why}`,
        details,
      )
    case 'create':
      return new OutcomeUnknown(
        `it is unknown whether ${call.what ?? 'a token'} '${name}' was created: ${why}`,
        details,
      )
    case 'sign-in':
      return new OutcomeUnknown(`it is unknown whether the sign-in succeeded: ${why}`, {
        ...details,
        hint: `a token named '${name}' may be left on the platform: sign in again and revoke it`,
      })
  }
}
