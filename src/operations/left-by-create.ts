import { shellWord } from '../domain/shell-word.ts'
import type { LeftBehind } from '../ports/interruption.ts'
import type { Ports } from '../ports/ports.ts'
import { isListedByPage } from './by-page.ts'

/** What a create of these labels may leave when it is cut in its middle: no platform shows a secret twice. */
export function leftByCreate(labels: readonly string[], { platform }: Pick<Ports, 'platform'>): LeftBehind {
  const page = isListedByPage(platform) ? platform.facts.page('list', platform.apiUrl) : undefined
  const [label, ...others] = labels
  if (label !== undefined && others.length === 0) {
    return {
      what: `a token '${label}' may exist, and its secret may be stored nowhere`,
      hint: page
        ? `look at ${page} and delete it there`
        : `beatpass tokens list --name ${shellWord(label)} shows it; rotate or revoke it`,
    }
  }
  return {
    what: `some of ${labels.length} tokens may exist, and the secret of any may be stored nowhere`,
    hint: page
      ? `look at ${page} and delete them there`
      : 'beatpass tokens list shows them; rotate or revoke those that are stored nowhere',
  }
}
