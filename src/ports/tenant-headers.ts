import { InputRequired } from '../domain/errors.ts'
import type { Tenancy } from '../domain/profile.ts'
import type { PlatformFacts } from './platform.ts'

/** The header that says on whose behalf a profile acts; none where the platform has no tenants. Throws `InputRequired` where it has and none is named. */
export function tenantHeaders({ title, tenancy }: PlatformFacts, chosen: Tenancy): Record<string, string> {
  for (const { option, header } of tenancy) {
    const id = chosen[option]
    if (id !== undefined) return { [header]: id }
  }
  if (tenancy.length === 0) return {}
  throw new InputRequired(`${title} wants to know on whose behalf`, {
    hint: `${tenancy.map(({ option }) => `--${option} N`).join(' or ')}; beatpass login keeps it in the profile`,
  })
}
