import type { Moment } from '../../domain/expiry.ts'
import type { TokenStatus } from '../../domain/token.ts'
import { type ListTokensRequest, listTokens } from '../../operations/list-tokens.ts'
import { chooseFormat, type FormatOptions } from '../../output/format.ts'
import { showTokens } from '../../output/token-list.ts'
import type { Action } from '../action.ts'

interface ListOptions extends FormatOptions {
  name?: string
  status?: TokenStatus
  within?: Moment
  sort: ListTokensRequest['sort']
  limit?: number
  header?: boolean
}

/** What `beatpass tokens list` does. */
export const listAction: Action = async (given, open) => {
  const { name, header = false, ...options } = given.options as unknown as ListOptions
  const ports = await open.lean()
  const format = chooseFormat(options, ports.terminal.stdout)
  const request = { ...options, ...(name === undefined ? {} : { nameContains: name }) }
  await showTokens(listTokens(request, ports), ports.terminal, { format, header })
}
