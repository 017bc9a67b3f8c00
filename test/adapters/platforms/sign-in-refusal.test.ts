import { expect, test } from 'vitest'
import type { ScriptedAnswer } from '../../fakes/scripted-server.ts'
import { refusal, says, type Use } from './beatpass-bench.ts'

const noMatch = 'These credentials do not match our records.'

test.each<[use: Use, answer: ScriptedAnswer, code: string, message: string | RegExp]>([
  [
    'sign-in',
    says(422, noMatch, { email: [noMatch] }),
    'sign_in_rejected',
    /: These credentials do not match our records$/,
  ],
  [
    'sign-in',
    says(422, 'The given data was invalid.', { email: noMatch }),
    'sign_in_rejected',
    /: These credentials/,
  ],
  ['sign-in', says(401, 'Unauthorized.'), 'sign_in_rejected', /: Unauthorized$/],
  ['sign-in', says(401, ''), 'sign_in_rejected', 'the platform rejects the e-mail address or the password'],
  [
    'sign-in',
    says(422, 'x', { email: ['Your email address is not verified.'] }),
    'forbidden',
    /is not verified: /,
  ],
  ['sign-in', says(403, 'Your email address is not verified.'), 'forbidden', /is not verified: /],
  ['sign-in', says(403, ''), 'forbidden', 'the account may be banned (403)'],
  ['sign-in', says(403, 'No.'), 'forbidden', 'the platform forbids the sign-in: No'],
  [
    'sign-in',
    says(422, 'x', { token_name: ['Too short.'] }),
    'input_refused',
    'the platform refuses the request: token_name: Too short',
  ],
  [
    'sign-in',
    says(422, 'x', { code: ['The code field is required.'] }),
    'two_factor_required',
    /two-factor code$/,
  ],
  [
    'sign-in with a code',
    says(422, 'x', { code: ['Wrong.'] }),
    'sign_in_rejected',
    'the two-factor code was refused: Wrong',
  ],
  [
    'sign-in',
    { body: { two_factor: true } },
    'two_factor_required',
    'the account is protected by a two-factor code',
  ],
  [
    'sign-in with a code',
    { body: { status: 'success', two_factor: true } },
    'two_factor_required',
    /in a web browser only$/,
  ],
  ['sign-in', says(404, ''), 'not_supported', 'the platform does not know this call (404)'],
  [
    'sign-in',
    { status: 429, headers: { 'Retry-After': '30' } },
    'rate_limited',
    /before 2026-03-01T12:00:30Z$/,
  ],
  ['sign-in', says(500, 'x'), 'outcome_unknown', /the platform answered 500$/],
  ['sign-in', { cut: 'before' }, 'outcome_unknown', /cut/],
])('%s: %j is %s', async (use, answer, code, message) => {
  const error = await refusal(use, answer)
  expect(error.message).toMatch(message)
  expect(error).toMatchObject({ code })
  expect(error.message).not.toMatch(/\.$|\n/)
})
