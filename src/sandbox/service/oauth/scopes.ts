/** What apps may ask for (doc), and what the tool needs (ours), in words for the consent page. */
export const scopes: Readonly<Record<string, string>> = {
  'user.profile': 'See your name and e-mail address',
  'beats.read': 'See beats, also those you bought',
  'purchases.write': 'Buy in your name',
  'user.subscription': 'See your subscription',
  'keys.manage': 'List, create and revoke your API keys',
  'apps.manage': 'List, create and revoke your OAuth applications',
}

/** The scopes that a `scope` parameter names, all of `allowed` where it is missing; `undefined` if one is not allowed. */
export function scopesAsked(text: string | undefined, allowed: readonly string[]): string[] | undefined {
  if (text === undefined || text === '') return [...allowed]
  const asked = [...new Set(text.split(' ').filter(word => word !== ''))]
  return asked.length > 0 && asked.every(scope => allowed.includes(scope)) ? asked : undefined
}
