import { InvalidInput } from '../../domain/errors.ts'

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `2s`, `500ms`, `1h` as milliseconds; `+1h` and `-30s` too. Throws `InvalidInput`. */
export function milliseconds(text: string): number {
  const match = /^([+-]?\d+)(ms|s|m|h|d)$/.exec(text)
  if (!match) throw new InvalidInput(`not a duration: '${text}'`, { hint: 'write 500ms, 2s, 1m, 1h or 1d' })
  return Number(match[1]) * (units[match[2] ?? ''] ?? 0)
}
