import { InvalidInput } from './errors.ts'

const units = { ms: 1, s: 1_000, m: 60_000 }

/** How long something may take: `500ms`, `30s` or `2m` (minutes), in milliseconds. `what` names it. Throws `InvalidInput`. */
export function parseDuration(text: string, what: string): number {
  const match = /^(\d{1,6})(ms|s|m)$/.exec(text)
  const amount = Number(match?.[1])
  if (!match || amount === 0)
    throw new InvalidInput(`not a ${what}: '${text}'`, { hint: 'for example 30s or 2m' })
  return amount * units[match[2] as keyof typeof units]
}
