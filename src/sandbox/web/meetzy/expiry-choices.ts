import { addSpan, parseSpan } from '../../../domain/expiry.ts'

/** What the page offers, in its words (doc). Months and years are those of the calendar (ours). */
export const choices: Readonly<Record<string, { title: string; span: string }>> = {
  '30d': { title: '30 days', span: '30d' },
  '90d': { title: '90 days', span: '90d' },
  '6m': { title: '6 months', span: '6m' },
  '1y': { title: '1 year', span: '1y' },
  never: { title: 'No expiration (4 years)', span: '4y' },
}

/** When a token with that choice ends, or `undefined` where it is none. */
export function endOfChoice(choice: string, from: Date): Date | undefined {
  const chosen = Object.hasOwn(choices, choice) ? choices[choice] : undefined
  return chosen && addSpan(from, parseSpan(chosen.span))
}
