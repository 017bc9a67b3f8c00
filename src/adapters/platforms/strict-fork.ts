import { day } from '../../domain/status.ts'
import type { HttpResponse } from '../../ports/transport.ts'
import { complaintOf } from './complaint.ts'

/** What the stricter fork of the code base takes, and wants (platforms.md, 1). */
export const strictDays = { minDays: 1, maxDays: 90 }

/** Whether a refused create says that this site is of the stricter fork. It created nothing. */
export function wantsMore(response: HttpResponse): boolean {
  if (response.status !== 422) return false
  const { fields } = complaintOf(response.body)
  return 'expiresInDays' in fields || 'abilities' in fields
}

/** The create as that fork wants it: whole days, rounded up, all that it grants where none was asked; every ability, as elsewhere. */
export function strictBody(name: string, expiresAt: Date | null, now: Date) {
  const days = expiresAt && Math.ceil((expiresAt.getTime() - now.getTime()) / day)
  return { tokenName: name, expiresInDays: days ?? strictDays.maxDays, abilities: ['*'] }
}
