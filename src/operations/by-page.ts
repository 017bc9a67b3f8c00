import { idOperand, operand } from '../domain/shell-word.ts'
import type { Ports } from '../ports/ports.ts'

/** Whether only the web page lists the tokens of this platform: then our records are all that can be shown. */
export function isListedByPage({ facts, apiUrl }: Ports['platform']): boolean {
  return facts.verbs(apiUrl).list === 'page'
}

/** How to end a token by hand, for a hint. */
export function howToRevoke(id: string, { facts, apiUrl }: Ports['platform']): string {
  const isOnPage = facts.verbs(apiUrl).revoke === 'page'
  return isOnPage ? `delete it at ${facts.page('revoke', apiUrl)}` : `beatpass tokens revoke ${idOperand(id)}`
}

/** The same as a half of a sentence. */
export function howToEnd(id: string, platform: Ports['platform']): string {
  const { facts, apiUrl } = platform
  const how = howToRevoke(id, platform)
  return facts.verbs(apiUrl).revoke === 'page' ? `to end it, ${how}` : `${how} ends it`
}

/** How to rotate a label, for a hint: where a part of it is left to the page, with that. */
export function howToRotate(label: string, { facts, apiUrl }: Ports['platform']): string {
  const { create, list, revoke } = facts.verbs(apiUrl)
  const web = [create, list, revoke].includes('page') ? ['--web'] : []
  const words = label.startsWith('-') ? [...web, operand(label)] : [operand(label), ...web]
  return `beatpass tokens rotate ${words.join(' ')}`
}
