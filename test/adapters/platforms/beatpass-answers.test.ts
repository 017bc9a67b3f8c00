import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Field } from '../../../src/adapters/answers/field.ts'
import { readCreated, readSignIn } from '../../../src/adapters/platforms/beatpass-answers.ts'
import { pagesOfTokens } from '../../../src/adapters/platforms/token-lists.ts'
import { AnswerNotUnderstood } from '../../../src/domain/errors.ts'
import { plain, row, user } from './beatpass-bench.ts'
import { fetching, readList } from './list-reading.ts'

const { tokenable_id, tokenable_type, abilities, updated_at, expires_at, last_used_at, ...small } = row
const stranger = { id: '7', name: 'Me' }

test.each<[generation: string, answer: unknown]>([
  ['with a status', { status: 'success', user: { ...user, access_token: plain } }],
  ['without', { user: { ...user, access_token: plain } }],
  ['with data', { data: { user: { ...user, access_token: plain } } }],
  ['with the user as data', { data: { ...user, access_token: plain } }],
  ['two_factor that is off', { user: { ...user, access_token: plain }, two_factor: false }],
])('sign-in %s', (_, answer) => {
  const signedIn = readSignIn(new Field(answer))
  expect(signedIn?.secret.reveal()).toBe(plain)
  expect(signedIn?.account).toEqual({ id: '7', name: 'Me', email: 'me@x.test' })
})

test.each<[generation: string, answer: unknown]>([
  ['with a status', { status: 'success', user: { ...stranger, tokens: [small] } }],
  ['with data', { data: { user: { ...stranger, tokens: [small] } } }],
  ['with the user as data', { data: { ...stranger, tokens: [small] } }],
])('user %s', async (_, answer) => {
  const { account, tokens } = await readList(answer)
  expect(account).toEqual({ id: '7', name: 'Me', email: null })
  expect(tokens).toMatchObject([{ id: '12', name: 'ci-main', expiresAt: null, lastUsedAt: null }])
})

test.each<[generation: string, answer: unknown]>([
  ['with data', { data: { tokens: [small] } }],
  ['without', { tokens: [small] }],
  ['in the user', { status: 'success', user: { ...stranger, tokens: [small] } }],
  ['in the user, of data', { data: { user: { ...stranger, tokens: [small] } } }],
])('settings %s', async (_, answer) => {
  const { account, tokens } = await readList({ user: { ...stranger, id: 3 } }, answer)
  expect({ account: account.id, tokens }).toMatchObject({ account: '3', tokens: [{ id: '12' }] })
})

test.each<[generation: string, answer: unknown]>([
  ['with a status', { status: 'success', token: row, plainTextToken: plain }],
  ['without', { token: small, plainTextToken: plain }],
  ['with data', { data: { token: { ...row, id: '12' }, plainTextToken: plain } }],
])('created %s', (_, answer) => {
  const { token, secret } = readCreated(new Field(answer))
  expect(token).toMatchObject({ id: '12', createdAt: new Date('2026-03-01T11:59:44Z') })
  expect(secret.reveal()).toBe(plain)
})

const signIn = (answer: unknown) => () => readSignIn(new Field(answer))
const list = (answer: unknown) => () => readList(answer)
const tokens = (...rows: unknown[]) => list({ user: { id: 1, tokens: rows } })
const created = (answer: unknown) => () => readCreated(new Field(answer))

test.each<[read: () => unknown, problem: string]>([
  [signIn({ status: 'success', user }), 'user.access_token is missing'],
  [signIn({ user: { ...user, access_token: 'bearer-without-id' } }), "access_token is not '<id>|<secret>'"],
  [signIn({ user: { ...user, access_token: `${plain}\n` } }), "access_token is not '<id>|<secret>'"],
  [signIn({ user: { access_token: plain } }), 'user.id is missing'],
  [signIn({ status: 'error', user: {} }), 'its status is not success'],
  [signIn(null), 'user.access_token is missing'],
  [list({}), 'user.id is missing'],
  [list({ data: {} }), 'data.user.id is missing'],
  [list({ user: { id: 1.5, tokens: [] } }), 'user.id is not an id'],
  [list({ user: { id: 2 ** 53, tokens: [] } }), 'user.id is not an id'],
  [list({ user: { id: 'x', tokens: [] } }), 'user.id is not an id'],
  [list({ user: { id: 1, name: {}, tokens: [] } }), 'user.name is not a text'],
  [list({ user: { id: 1, tokens: {} } }), 'user.tokens is not a list'],
  [list({ user: { id: 1, tokens: 7 }, tokens: [small] }), 'user.tokens is not a list'],
  [list({ user: { id: 1, tokens: [] }, tokens: [small] }), 'it has several lists of tokens'],
  [list({ tokens: [small], user: { id: 1, tokens: [small] } }), 'it has several lists of tokens'],
  [list({ tokens: [small], user: { id: 1 } }), 'it has several lists of tokens'],
  [() => readList({ user: { id: 1 } }, {}), 'user.tokens is missing'],
  [() => readList({ user: { id: 1 } }, { tokens: {} }), 'tokens is not a list'],
  [() => readList({ user: { id: 1 } }, { tokens: [{}] }), 'tokens[0].id is missing'],
  [tokens(small, null), 'user.tokens[1].id is missing'],
  [tokens({ ...small, id: -1 }), 'user.tokens[0].id is not an id'],
  [tokens({ id: 1 }), 'user.tokens[0].name is missing'],
  [tokens({ ...small, created_at: 'yesterday' }), 'user.tokens[0].created_at is not a date'],
  [tokens({ ...small, created_at: '2026-02-30T00:00:00Z' }), 'user.tokens[0].created_at is not a date'],
  [tokens({ ...small, created_at: '2026-02-03' }), 'user.tokens[0].created_at is not a date'],
  [tokens({ ...small, created_at: 1772366384 }), 'user.tokens[0].created_at is not a date'],
  [tokens({ ...small, expires_at: '2026-02-03T25:00:00Z' }), 'user.tokens[0].expires_at is not a date'],
  [created({ token: row }), 'plainTextToken is missing'],
  [created({ plainTextToken: plain }), 'token.id is missing'],
  [created({ token: { ...row, id: 13 }, plainTextToken: plain }), 'plainTextToken belongs to another token'],
])('what cannot be read is named: %#', async (read, problem) => {
  const failure: unknown = await (async () => read())().catch(error => error)
  expect(failure).toBeInstanceOf(AnswerNotUnderstood)
  expect(String(failure)).toContain(`the platform's answer was not understood: ${problem}`)
})

test('two_factor without a token is not signed in', () => {
  expect(readSignIn(new Field({ status: 'success', two_factor: true }))).toBeUndefined()
})

test('what is missing may be null too', async () => {
  const { tokens } = await readList({
    user: { id: 1, tokens: [{ id: 1, name: 'x', created_at: null, last_used_at: null }] },
  })
  expect(tokens).toMatchObject([{ createdAt: null, expiresAt: null, lastUsedAt: null }])
})

test('an account without tokens has one empty page', async () => {
  const pages: unknown[] = []
  const document = '{"user":{"id":1,"tokens":[]}}'
  for await (const page of pagesOfTokens(fetching(document))) pages.push(page)
  const account = { id: '1', name: null, email: null }
  expect(pages).toEqual([{ tokens: [], account, serverTime: null }])
})

test('whatever JSON comes, it is read or named as not understood, and never quoted', async () => {
  const names = [
    'status',
    'data',
    'user',
    'token',
    'tokens',
    'id',
    'name',
    'access_token',
    'plainTextToken',
    'created_at',
  ]
  const { answer } = fc.letrec(tie => ({
    answer: fc.oneof(
      { depthSize: 'small', maxDepth: 6 },
      fc.constantFrom<unknown>(null, true, 1, 'success', 'sEcReT', plain, '2026-03-01T11:59:44.000000Z'),
      fc.array(tie('answer'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names), tie('answer')),
    ),
  }))
  await fc.assert(
    fc.asyncProperty(answer, async value => {
      const read = [
        () => readSignIn(new Field(value)),
        () => readList(value),
        () => readList({ user: { id: 1 } }, value),
        () => readCreated(new Field(value)),
      ]
      for (const one of read) {
        const failure = await (async () => one())().then(
          () => undefined,
          error => error,
        )
        if (failure === undefined || String(failure) === 'Error: there is no further answer') continue
        expect(failure).toBeInstanceOf(AnswerNotUnderstood)
        expect(String(failure)).not.toMatch(/sEcReT|aB3/)
      }
    }),
    { numRuns: 2000 },
  )
})
