import { expect, test } from 'vitest'
import type { BeatPass } from '../../../src/adapters/platforms/beatpass.ts'
import { AnswerNotUnderstood, PlatformUnavailable } from '../../../src/domain/errors.ts'
import { startRawServer } from '../../fakes/raw-server.ts'
import { against, credential, platformAt, row, user } from './beatpass-bench.ts'

const tokens = (count: number) => Array.from({ length: count }, (_, at) => ({ ...row, id: at + 1 }))
const me = (count: number) => ({ user: { ...user, tokens: tokens(count) } })

async function idsInPages(platform: BeatPass): Promise<string[][]> {
  const pages: string[][] = []
  for await (const page of platform.tokenPages(credential)) pages.push(page.tokens.map(({ id }) => id))
  return pages
}

test('a list of many megabytes is read, as a whole and in pages', async () => {
  const body = me(20_000)
  expect(JSON.stringify(body).length).toBeGreaterThan(3_000_000)
  const { result: list } = await against([{ body }], platform => platform.listTokens(credential))
  expect(list.tokens.map(({ id }) => Number(id))).toEqual(body.user.tokens.map(({ id }) => id))
  const { result: pages } = await against([{ body }], idsInPages)
  expect(pages.length).toBeGreaterThan(20)
  expect(pages.flat()).toEqual(list.tokens.map(({ id }) => id))
})

test('a list that breaks off is asked for again, once more from its beginning', async () => {
  const cut = { body: me(2000), cut: 'within' } as const
  const { result } = await against([cut, { body: me(3000) }], platform => platform.listTokens(credential))
  expect(result.tokens).toHaveLength(3000)
})

test('in pages it is asked for again only before the first page', async () => {
  const early = { body: '{"user":{"id":7,"tokens":[{"id":', cut: 'within' } as const
  const { result } = await against([early, { body: me(3) }], idsInPages)
  expect(result.flat()).toEqual(['1', '2', '3'])
  const seen: number[] = []
  const { result: failure } = await against([{ body: me(2000), cut: 'within' }], async platform => {
    try {
      for await (const page of platform.tokenPages(credential)) seen.push(page.tokens.length)
    } catch (error) {
      return error
    }
  })
  expect(failure).toBeInstanceOf(PlatformUnavailable)
  expect(seen.length).toBeGreaterThan(0)
})

test('what turns out to be no answer after some pages is said', async () => {
  const body = `${JSON.stringify(me(2000)).slice(0, -2)},"status":"error"}}`
  const odd = JSON.stringify({ user: { ...user, tokens: [...tokens(2000), { id: 1 }] } })
  for (const [text, problem] of [
    [body.replace('"status":"error"}}', '}'), 'something that is not JSON'],
    [`${JSON.stringify(me(2000)).slice(0, -1)},"status":"error"}`, 'its status is not success'],
    [odd, 'user.tokens[2000].name is missing'],
  ] as const) {
    const answer = { body: text, headers: { 'Content-Type': 'application/json' } }
    for (const use of [idsInPages, (platform: BeatPass) => platform.listTokens(credential)]) {
      const { result } = await against<unknown>([answer], platform =>
        use(platform).catch((error: unknown) => error),
      )
      expect(result).toBeInstanceOf(AnswerNotUnderstood)
      expect(String(result)).toContain(problem)
    }
  }
})

test('one token larger than 1 MiB, or as much beside the tokens, is not read', async () => {
  const big = 'x'.repeat(1_200_000)
  for (const [body, what] of [
    [{ user: { ...user, tokens: [...tokens(3), { ...row, name: big }, row] } }, 'a token in it'],
    [{ user: { ...user, avatar: big, tokens: tokens(3) } }, 'what is beside the tokens'],
  ] as const) {
    const { result } = await against<unknown>([{ body }], platform =>
      platform.listTokens(credential).catch((error: unknown) => error),
    )
    expect(result).toBeInstanceOf(AnswerNotUnderstood)
    expect(String(result)).toContain(`${what} is larger than 1048576 bytes`)
  }
})

test('who leaves the pages ends the request', async () => {
  let closed: Promise<unknown> = Promise.resolve()
  const server = await startRawServer(socket => {
    closed = new Promise(resolve => socket.on('close', resolve))
    socket.write('HTTP/1.1 200 OK\r\n\r\n{"user":{"id":7,"tokens":[')
    socket.write(`${JSON.stringify(row)},`.repeat(300))
  })
  for await (const page of platformAt(server.url).tokenPages(credential)) {
    expect(page.tokens.length).toBeGreaterThan(0)
    break
  }
  await closed
  expect(server.requests).toHaveLength(1)
  await server.close()
})
