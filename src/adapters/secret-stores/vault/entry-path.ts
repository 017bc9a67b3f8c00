import { StoreUnavailable } from '../../../domain/errors.ts'
import type { Entry } from '../../../ports/secret-store.ts'

const folders = { beatpass: 'tokens', 'beatpass-session': 'sessions' }

/**
 * Where an entry rests below the store's path: `tokens/<profile>/<label>`, `sessions/<profile>/…`. What a server might not take
 * in a path (dots at the front or in a row, control and invisible characters, signs) is `=` and the hex of its UTF-8
 * bytes, so that no two entries share a path. Throws `StoreUnavailable` (`refused`) for an empty part.
 */
export function entryPath({ service, account }: Entry): string[] {
  const parts = account.split('/')
  if (parts.includes('')) {
    throw new StoreUnavailable('the name of the entry is not one that Vault can keep', {
      failure: 'refused',
      hint: 'nothing was stored',
    })
  }
  return [folders[service], ...parts.map(encoded)]
}

function encoded(part: string): string {
  return part.replace(/(?:^|(?<=\.))\.|^ | $|[^\p{L}\p{M}\p{N}_. -]/gu, text =>
    [...Buffer.from(text)].map(byte => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  )
}
