import { NotSupported } from '../domain/errors.ts'
import type { Ports } from '../ports/ports.ts'

/** Throws `NotSupported`, before anything is asked or sent, where a rotation takes what only the web page does. */
export function refuseUnlessRotates({ facts, apiUrl }: Ports['platform']): void {
  const { create, list, revoke } = facts.verbs(apiUrl)
  if (![create, list, revoke].includes('page')) return
  throw new NotSupported(`${facts.title} leaves a part of every rotation to its web page`, {
    hint: `beatpass tokens rotate NAME --web goes through it with ${facts.page('create', apiUrl)}`,
  })
}
