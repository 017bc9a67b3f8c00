import { StoreUnavailable } from '../../domain/errors.ts'
import type { Secret } from '../../domain/secret.ts'
import type { Entry } from '../../ports/secret-store.ts'

/**
 * Throws `StoreUnavailable` (`refused`) for what some store would cut, change or lose in silence: an empty text, NUL,
 * half a surrogate pair, more than `maxLength` UTF-16 units.
 */
export function refuseUnstorable(entry: Entry, secret?: Secret, maxLength = Number.POSITIVE_INFINITY): void {
  refuseText(entry.account, 'the name of the entry', maxLength)
  if (secret) refuseText(secret.reveal(), 'the secret', maxLength)
}

function refuseText(text: string, what: string, maxLength: number): void {
  if (text === '') throw refused(`${what} is empty`)
  if (text.includes('\0')) throw refused(`${what} holds a NUL character`)
  if (/\p{Cs}/u.test(text)) throw refused(`${what} is not valid Unicode`)
  if (text.length > maxLength) throw refused(`${what} is longer than ${maxLength} characters`)
}

function refused(message: string): StoreUnavailable {
  return new StoreUnavailable(message, { failure: 'refused', hint: 'nothing was stored' })
}
