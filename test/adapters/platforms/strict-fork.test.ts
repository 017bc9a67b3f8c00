import { expect, test } from 'vitest'
import { vebtoFacts } from '../../../src/adapters/platforms/vebto-facts.ts'
import * as errors from '../../../src/domain/errors.ts'
import type { CreateRequest } from '../../../src/ports/platform.ts'
import type { ScriptedAnswer } from '../../fakes/scripted-server.ts'
import { against, credential, plain, row, says } from './beatpass-bench.ts'

const date = { Date: 'Sun, 01 Mar 2026 12:00:00 GMT' }
const wantsMore: ScriptedAnswer = {
  status: 422,
  headers: date,
  body: {
    message: 'The expires in days field is required. (and 1 more error)',
    errors: {
      expiresInDays: ['The expires in days field is required.'],
      abilities: ['The abilities field is required.'],
    },
  },
}
const created: ScriptedAnswer = {
  body: { token: { ...row, expires_at: '2026-05-30T12:00:00.000000Z' }, plainTextToken: plain },
}

async function create(answers: ScriptedAnswer[], request: Partial<CreateRequest> = {}) {
  const { result, requests, url } = await against(
    answers,
    platform =>
      platform.createToken(credential, { name: 'ci-main', expiresAt: null, ...request }).then(
        value => ({ value, error: undefined }),
        (error: unknown) => ({ value: undefined, error }),
      ),
    vebtoFacts,
  )
  return {
    ...result,
    bodies: requests.map(({ body }) => body),
    page: `${new URL(url).origin}/account-settings`,
  }
}

test('a site that wants an end and abilities is asked once more, for all the days that it grants', async () => {
  const { value, bodies } = await create([wantsMore, created])
  expect(bodies).toEqual([
    { tokenName: 'ci-main' },
    { tokenName: 'ci-main', expiresInDays: 90, abilities: ['*'] },
  ])
  expect(value?.token.expiresAt).toEqual(new Date('2026-05-30T12:00:00Z'))
})

test.each([
  ['2026-03-31T12:00:00Z', 30],
  ['2026-03-01T13:00:00Z', 1],
  ['2026-03-03T11:59:59Z', 2],
])('an end at %s is %i whole days by the platform’s clock', async (at, days) => {
  const { bodies } = await create([wantsMore, created], { expiresAt: new Date(at) })
  expect(bodies[1]).toMatchObject({ expiresInDays: days })
})

test('what it refuses then is told, and it is not asked a third time', async () => {
  const tooLong = says(422, 'x', { expiresInDays: ['The expires in days field must be between 1 and 90.'] })
  const { error, bodies } = await create([wantsMore, tooLong], {
    expiresAt: new Date('2027-03-01T12:00:00Z'),
  })
  expect(bodies[1]).toMatchObject({ expiresInDays: 365 })
  expect(error).toBeInstanceOf(errors.InputRefused)
  expect(error).toMatchObject({
    message: expect.stringContaining('expiresInDays: The expires in days field must be between 1 and 90'),
  })
})

test.each([
  ['ten tokens', says(422, 'You may have at most 10 tokens.'), errors.LimitReached, 'limit_reached'],
  [
    'a bearer (403)',
    says(403, 'This action requires an authenticated browser session.'),
    errors.NotSupported,
    'not_supported',
  ],
  ['a bearer (423)', says(423, 'Password confirmation required.'), errors.Forbidden, 'forbidden'],
])('%s: one line, the page, exit 5, and it is not asked again', async (_, answer, kind, code) => {
  const { error, bodies, page } = await create([answer])
  expect(bodies).toHaveLength(1)
  expect(error).toBeInstanceOf(kind)
  expect(error).toMatchObject({ code, exitCode: 5, hint: expect.stringContaining(`${page}/developers`) })
})
