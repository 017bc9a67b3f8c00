import type { Context, MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Account } from '../../store/accounts.ts'

/** What a Nuweb route finds beside the request. */
export interface NuwebEnv {
  Bindings: { ip: string }
  Variables: {
    /** `company 1001` or `reseller 7`. */
    tenant: string
    account: Account
  }
}

/** The company whose page it is. */
export const pageTenant = 'company 1001'

const headers = { 'x-nu-company-id': 'company', 'x-nu-reseller-id': 'reseller' }

/**
 * On behalf of whom a call is: the header of a company or of a reseller, one of them, an integer. Every account of the
 * sandbox is at home in all of them. That a bad header is 400 is ours.
 */
export const withTenant: MiddlewareHandler<NuwebEnv> = createMiddleware<NuwebEnv>(async (c, next) => {
  const tenants = Object.entries(headers).flatMap(([header, kind]) => tenantIn(c, header, kind))
  const [tenant] = tenants
  if (tenant === undefined || tenants.length > 1 || tenant.endsWith(' ?')) {
    return c.json({ message: 'The X-NU-COMPANY-ID or the X-NU-RESELLER-ID header must be an integer.' }, 400)
  }
  c.set('tenant', tenant)
  return next()
})

function tenantIn(c: Context, header: string, kind: string): string[] {
  const value = c.req.header(header)
  if (value === undefined) return []
  return [`${kind} ${/^[1-9]\d{0,9}$/.test(value) ? value : '?'}`]
}
