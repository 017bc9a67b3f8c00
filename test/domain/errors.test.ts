import { expect, test } from 'vitest'
import * as errors from '../../src/domain/errors.ts'
import { Secret } from '../../src/domain/secret.ts'

/** The contract of the command line: scripts branch on these. */
const contract: [new (message: string) => errors.BeatpassError, string, number, boolean][] = [
  [errors.InvalidInput, 'invalid_input', 2, false],
  [errors.InputRequired, 'input_required', 2, false],
  [errors.NotSignedIn, 'not_signed_in', 3, false],
  [errors.CredentialRejected, 'credential_rejected', 3, false],
  [errors.SignInRejected, 'sign_in_rejected', 3, false],
  [errors.SignInExpired, 'sign_in_expired', 3, false],
  [errors.TwoFactorRequired, 'two_factor_required', 3, false],
  [errors.TokenNotFound, 'token_not_found', 4, false],
  [errors.TokenAmbiguous, 'token_ambiguous', 4, false],
  [errors.AppNotFound, 'app_not_found', 4, false],
  [errors.NameTaken, 'name_taken', 4, false],
  [errors.Forbidden, 'forbidden', 5, false],
  [errors.ApiAccessMissing, 'api_access_missing', 5, false],
  [errors.ConsentRequired, 'consent_required', 5, false],
  [errors.LimitReached, 'limit_reached', 5, false],
  [errors.NotSupported, 'not_supported', 5, false],
  [errors.InputRefused, 'input_refused', 5, false],
  [errors.PlatformUnavailable, 'platform_unavailable', 6, true],
  [errors.RateLimited, 'rate_limited', 6, true],
  [errors.AnswerNotUnderstood, 'answer_not_understood', 6, true],
  [errors.OutcomeUnknown, 'outcome_unknown', 6, true],
  [errors.StoreUnavailable, 'store_unavailable', 7, false],
  [errors.DestinationUnavailable, 'destination_unavailable', 7, false],
  [errors.DestinationConflict, 'destination_conflict', 7, false],
  [errors.RolledBack, 'rolled_back', 8, false],
  [errors.Incomplete, 'incomplete', 9, true],
  [errors.TokensEndSoon, 'tokens_end_soon', 10, false],
  [errors.SomeFailed, 'some_failed', 11, false],
  [errors.Busy, 'busy', 12, true],
  [errors.UnsafeEnvironment, 'unsafe_environment', 13, false],
  [errors.Cancelled, 'interrupted', 130, false],
]

test.each(contract)('%o is %s, exit %i', (kind, code, exitCode, retryable) => {
  const error = new kind('what is wrong')
  expect(error).toMatchObject({ code, exitCode, retryable, name: kind.name, message: 'what is wrong' })
  expect(error.hint).toBeUndefined()
})

test('every error is in the contract', () => {
  const kinds = Object.values(errors).filter(kind => typeof kind === 'function')
  expect(new Set(contract.map(([kind]) => kind))).toEqual(
    new Set(kinds.filter(kind => kind !== errors.BeatpassError)),
  )
})

test('details are kept, and a cause only where there is one', () => {
  const cause = new Error('beneath')
  const error = new errors.Forbidden('no', { hint: 'ask', retryable: true, cause })
  expect(error).toMatchObject({ hint: 'ask', retryable: true, cause })
  expect('cause' in new errors.Forbidden('no')).toBe(false)
  expect(new errors.StoreUnavailable('shut', { failure: 'locked' }).failure).toBe('locked')
  expect(new errors.StoreUnavailable('shut').failure).toBe('unavailable')
  expect(new errors.Cancelled('stopped', 143).exitCode).toBe(143)
  expect(new errors.Cancelled().message).toBe('interrupted')
})

test('secrets are compared by their text and tell their length, never themselves', () => {
  const secret = new Secret('12|abc')
  expect(secret.equals(new Secret('12|abc'))).toBe(true)
  expect(secret.equals(new Secret('12|abd'))).toBe(false)
  expect(secret.length).toBe(6)
})
