import { expect, test } from 'vitest'
import type { ScriptedAnswer } from '../../fakes/scripted-server.ts'
import { refusal, says, type Use } from './beatpass-bench.ts'

test.each<[use: Use, answer: ScriptedAnswer, code: string, message: string | RegExp]>([
  // The credential.
  ['list', says(401, 'Unauthenticated.'), 'credential_rejected', 'the platform rejects the credential (401)'],
  ['create', says(401, 'Unauthenticated.'), 'credential_rejected', /401/],
  ['revoke', says(401, 'Unauthenticated.'), 'credential_rejected', /401/],
  ['list', says(401, ''), 'api_access_missing', /has no API access, or is banned \(401/],
  ['create', says(403, ''), 'api_access_missing', /has no API access, or is banned \(403/],
  ['list', { status: 403 }, 'api_access_missing', /banned/],
  // What is forbidden.
  [
    'create',
    says(403, 'This action is unauthorized.'),
    'forbidden',
    'the platform forbids this (403): This action is unauthorized',
  ],
  [
    'create',
    says(403, 'This action requires an authenticated browser session.'),
    'not_supported',
    /web page only/,
  ],
  ['list', says(403, 'Your email address is not verified.'), 'forbidden', /not verified$/],
  [
    'list',
    says(419, 'CSRF token mismatch.'),
    'forbidden',
    'the platform took beatpass for a web browser (419)',
  ],
  ['create', says(423, 'Password confirmation required.'), 'forbidden', /password confirmed first \(423\)$/],
  [
    'list',
    { status: 302, headers: { Location: '/pricing?t=1' } },
    'forbidden',
    'the platform redirected to /pricing instead of answering',
  ],
  [
    'create',
    { status: 307, headers: { Location: 'https://evil.test/x' } },
    'forbidden',
    /redirected to https:\/\/evil\.test\/x instead/,
  ],
  ['revoke', { status: 301 }, 'forbidden', /redirected/],
  ['list', says(404, ''), 'not_supported', /\(404\)$/],
  ['create', says(405, 'x'), 'not_supported', /\(405\)$/],
  ['list', says(418, 'I am a teapot.'), 'forbidden', 'the platform refuses this (418): I am a teapot'],
  // Values.
  [
    'create',
    says(422, 'x', { tokenName: ['The token name must be at least 3.'] }),
    'input_refused',
    /: tokenName: The token name must be at least 3$/,
  ],
  ['create', says(422, 'x', { tokenName: 'max 100' }), 'input_refused', /: tokenName: max 100$/],
  [
    'create',
    says(422, 'You reached the limit of 10 tokens.'),
    'limit_reached',
    /: You reached the limit of 10 tokens$/,
  ],
  ['create', says(422, 'Maximum reached.', []), 'limit_reached', /Maximum/],
  ['create', says(422, 'Maximum reached.', {}), 'limit_reached', /Maximum/],
  ['create', says(422, 'No.'), 'input_refused', 'the platform refuses the request: No'],
  ['create', says(422, 12, [1]), 'input_refused', 'the platform refuses the request'],
  // Not working, or not the platform.
  [
    'create',
    says(500, 'Server Error'),
    'outcome_unknown',
    /^it is unknown whether a token 'ci-main' was created: /,
  ],
  ['create', { cut: 'within', body: 'x' }, 'outcome_unknown', /cut/],
  ['revoke', { cut: 'before' }, 'outcome_unknown', /^it is unknown whether token 12 was revoked: /],
  [
    'list',
    { body: '<!doctype html><p>Sign in to the hotel' },
    'answer_not_understood',
    'the platform answered 200 with a web page',
  ],
  [
    'list',
    { status: 403, body: '<html>blocked' },
    'answer_not_understood',
    'the platform answered 403 with a web page',
  ],
  ['create', { status: 403, body: '<html>blocked' }, 'answer_not_understood', /403 with a web page$/],
  ['sign-in', { body: '<html>' }, 'answer_not_understood', 'the platform answered 200 with a web page'],
  ['create', { body: '<html>' }, 'outcome_unknown', /200 with a web page$/],
  ['revoke', { body: '<html>' }, 'outcome_unknown', /200 with a web page$/],
  ['list', {}, 'answer_not_understood', 'the platform answered 200 with nothing'],
  ['list', { body: { data: 'x'.repeat(1_048_576) } }, 'answer_not_understood', /larger than 1048576 bytes$/],
])('%s: %j is %s', async (use, answer, code, message) => {
  const error = await refusal(use, answer)
  expect(error.message).toMatch(message)
  expect(error).toMatchObject({ code })
  expect(error.message).not.toMatch(/\.$|\n/)
})

test('a platform that stays down is unavailable', async () => {
  const down = says(503, 'Maintenance', undefined)
  const error = await refusal('list', down, down, down, down)
  expect(error).toMatchObject({ code: 'platform_unavailable', retryable: true })
  expect(error.message).toBe('the platform answered 503: it is not working now')
})

test('the platform’s words are one line, short, printable and hold no token', async () => {
  const token = `12|${'s'.repeat(40)}`
  const message = `${token} \u001b[31m\u202e${'x'.repeat(500)}\nSQLSTATE trace`
  const error = await refusal('create', {
    status: 403,
    body: { message, exception: 'E', trace: ['secret trace'] },
  })
  expect(error.message).toMatch(
    /^the platform forbids this \(403\): 12\|\*\*\* \\u\{1b\}\[31m\\u\{202e\}x+…$/,
  )
  expect(error.message.length).toBeLessThan(240)
})

test('hints say whom to ask and what to do', async () => {
  const hint = async (use: Use, answer: ScriptedAnswer) => (await refusal(use, answer)).hint
  expect(await hint('list', says(403, ''))).toContain('contact@beatpass.ca')
  expect(await hint('sign-in', { body: { two_factor: true } })).toMatch(/--otp.*--with-token/)
  expect(await hint('sign-in with a code', { body: { two_factor: true } })).toMatch(/--with-token/)
  expect(await hint('create', says(403, 'requires an authenticated browser session'))).toMatch(
    /^use http:\/\/127\.0\.0\.1:\d+\/account-settings\/developers, then beatpass tokens add NAME$/,
  )
  expect(await hint('sign-in', { body: '<html>' })).toMatch(
    /API address.*a token named 'beatpass cli' may be left/,
  )
})
