import type { Identification } from '../operations/identify-token.ts'
import type { VerifyTokenResult } from '../operations/verify-token.ts'
import type { Terminal } from '../ports/terminal.ts'
import { accountInWords } from './account.ts'
import { jsonText } from './json.ts'
import { pairs, tokenFields } from './token-details.ts'

interface Options {
  json?: boolean
}

/** That a stored secret works, and whose it is. */
export function showVerified(result: VerifyTokenResult, terminal: Terminal, { json = false }: Options): void {
  const { now, ...shown } = result
  if (json) return terminal.print(jsonText(shown, terminal.stdout))
  const { account, token, label, from } = result
  const fields: [string, string][] = [
    ['alive', 'yes'],
    ['account', accountInWords(account)],
    ['read from', from],
    ...(token ? tokenFields(token, now, terminal.stdout) : ([['label', label]] as [string, string][])),
  ]
  terminal.print(pairs(fields, terminal.stdout))
}

/** Which token a value is. */
export function showIdentified(result: Identification, terminal: Terminal, { json = false }: Options): void {
  if (json) return terminal.print(jsonText(result, terminal.stdout))
  const fields: [string, string][] = [
    ['id', result.id],
    ['label', result.label ?? ''],
    ['name', result.name ?? ''],
    ['checksum', result.checksum],
    ...unusual(result),
    ['listed', result.listed === null ? 'not asked' : result.listed ? 'yes' : 'no'],
    ['stored in', result.storedIn.join(' ')],
  ]
  terminal.print(pairs(fields, terminal.stdout))
}

function unusual({ unusualLength: length }: Identification): [string, string][] {
  if (length === null) return []
  return [['length', `${length} behind the id, where 48 are usual and 40 without a checksum`]]
}
