import type { Context } from 'hono'
import type { Services } from '../service/services.ts'
import type { Account } from '../store/accounts.ts'
import type { WebEnv } from './web-env.ts'

/** Whose browser it is, or `undefined` where nobody is signed in on it. */
export function signedInAs(
  c: Context<WebEnv>,
  { accounts }: Pick<Services, 'accounts'>,
): Account | undefined {
  const { accountId } = c.get('session')
  const account = accountId === undefined ? undefined : accounts.byId(accountId)
  return account?.banned ? undefined : account
}
