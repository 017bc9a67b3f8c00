import type { Strictness } from './generation.ts'
import type { FieldErrors, Input } from './input.ts'

/** What the stricter fork wants beside the name: `expiresInDays` and `abilities`; or what is wrong with them. */
export function strictInput(
  input: Input,
  { longestDays }: Strictness,
  now: Date,
): { expiresAt: Date } | { errors: FieldErrors } {
  const { expiresInDays: days, abilities } = input
  const errors: FieldErrors = {}
  if (days === undefined || days === null) errors.expiresInDays = ['The expires in days field is required.']
  else if (typeof days !== 'number' || !Number.isInteger(days) || days < 1 || days > longestDays)
    errors.expiresInDays = [`The expires in days field must be between 1 and ${longestDays}.`]
  if (!Array.isArray(abilities) || abilities.length === 0)
    errors.abilities = ['The abilities field is required.']
  else if (abilities.some(ability => ability !== '*'))
    errors.abilities = ['The selected abilities is invalid.']
  if (Object.keys(errors).length > 0) return { errors }
  return { expiresAt: new Date(now.getTime() + Number(days) * 86_400_000) }
}
