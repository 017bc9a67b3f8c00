import { type Expiry, parseExpiry } from '../domain/expiry.ts'
import type { PlatformFacts } from '../ports/platform.ts'
import type { Ports } from '../ports/ports.ts'

/** Asks when a new token is to end, of what the platform takes; `undefined` where it takes nothing or its own rule is chosen. */
export async function askExpiry({
  terminal,
  platform,
}: Pick<Ports, 'terminal' | 'platform'>): Promise<Expiry | undefined> {
  const choices = expiryChoices(platform.facts)
  if (choices.length === 0) return undefined
  const chosen = await terminal.choose('When does it end', choices)
  return chosen === '' ? undefined : parseExpiry(chosen)
}

function expiryChoices({ expiry, lifetimeDays, title }: PlatformFacts): { name: string; value: string }[] {
  const typed = (value: string) => ({ name: value, value })
  switch (expiry.kind) {
    case 'none':
      return []
    case 'fixed':
      return [{ name: `${lifetimeDays} days, ${title}'s own rule`, value: '' }, typed('30d')]
    case 'any':
      return ['30d', '90d', '6m', '1y', 'never'].map(typed)
    case 'choices':
      return expiry.choices.map(({ text, title: name }) => ({ name, value: text }))
  }
}
