import { showToken } from '../../operations/show-token.ts'
import { showToken as printToken } from '../../output/token-details.ts'
import type { Action } from '../action.ts'

/** What `beatpass tokens show` does. */
export const showAction: Action = async ({ operands: [reference = ''], options }, open) => {
  const ports = await open.lean()
  const { token, now } = await showToken(reference, ports)
  const { permissions } = ports.platform.facts
  printToken(token, now, ports.terminal, { ...options, permissions })
}
