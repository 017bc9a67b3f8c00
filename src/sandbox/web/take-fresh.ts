import type { Context } from 'hono'
import type { FreshSecret } from './secret-card.ts'
import type { WebEnv } from './web-env.ts'

/** The secret that was just made, which is thereby forgotten: it is shown once. */
export function takeFresh(c: Context<WebEnv>): FreshSecret | undefined {
  const session = c.get('session')
  const { fresh } = session
  delete session.fresh
  return fresh
}
