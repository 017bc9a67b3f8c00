import type { TokenList, TokenPage } from '../../ports/platform.ts'
import { ExchangeFailed, type HttpAnswer } from '../../ports/transport.ts'
import { readSettings, readUser } from './beatpass-answers.ts'
import { readFailed } from './exchange.ts'
import { serverTime } from './server-time.ts'
import { confirmList, tokenPages, type Unlisted, unread } from './token-pages.ts'

/** Asks for a path; a good answer is read by `read`, as often as it takes until that reaches its end. */
export type Fetch = <T>(path: string, read: (answer: HttpAnswer) => Promise<T>) => Promise<T>

const mePath = '/users/me?with=tokens'
/** The newest generation has the tokens on a page of their own; that costs a second read. */
const settingsPath = '/account-settings'

type Read = Unlisted & Pick<TokenPage, 'serverTime'>

/** All tokens of an account. */
export async function allTokens(fetch: Fetch): Promise<TokenList> {
  const me = await fetch(mePath, readAll)
  const { account, tokens } = readUser(me.answer)
  confirmList(tokens, me)
  if (tokens) return { account, tokens: me.tokens, serverTime: me.serverTime }
  const settings = await fetch(settingsPath, readAll)
  confirmList(readSettings(settings.answer), settings)
  return { account, tokens: settings.tokens, serverTime: settings.serverTime }
}

/** The same page by page; whose they are stands anywhere in the answer, and is told at its end. */
export async function* pagesOfTokens(fetch: Fetch): AsyncGenerator<TokenPage, void> {
  let read = yield* pagesAt(fetch, mePath)
  const { account, tokens } = readUser(read.answer)
  confirmList(tokens, read)
  if (!tokens) {
    read = yield* pagesAt(fetch, settingsPath)
    confirmList(readSettings(read.answer), read)
  }
  yield { tokens: [], account, serverTime: read.serverTime }
}

async function readAll(answer: HttpAnswer) {
  const tokens: TokenList['tokens'] = []
  const pages = tokenPages(answer)
  for (let next = await pages.next(); ; next = await pages.next()) {
    if (next.done) return { ...next.value, tokens, serverTime: serverTime(answer) }
    for (const token of next.value) tokens.push(token)
  }
}

async function* pagesAt(fetch: Fetch, path: string): AsyncGenerator<TokenPage, Read> {
  const { pages, first, at } = await fetch(path, readFirst)
  try {
    for (let next = first; ; next = await pages.next()) {
      if (next.done) return { ...next.value, serverTime: at }
      yield { tokens: next.value, serverTime: at }
    }
  } catch (error) {
    throw error instanceof ExchangeFailed ? readFailed(error) : error
  } finally {
    await pages.return(unread)
  }
}

async function readFirst(answer: HttpAnswer) {
  const pages = tokenPages(answer)
  return { pages, first: await pages.next(), at: serverTime(answer) }
}
