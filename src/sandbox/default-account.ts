import { randomBytes } from 'node:crypto'
import { hashPassword } from './service/passwords.ts'
import type { Services } from './service/services.ts'

const email = 'dev@beatpass.test'

/**
 * The account that every sandbox has. It gets a new random password at every start: on a kept data folder the old one
 * is not known to anybody who did not note it down, and only its hash is there. Its tokens stay.
 */
export async function renewDefaultAccount({
  accounts,
  clock,
}: Services): Promise<{ email: string; password: string }> {
  const password = randomPassword()
  const hash = await hashPassword(password)
  const account = accounts.byEmail(email)
  if (account) accounts.setPassword(account.id, hash)
  else accounts.add({ ...ordinary, email, displayName: 'Dev Eloper', password: hash, createdAt: clock() })
  return { email, password }
}

/** What holds for an account that nothing special is said about. */
export const ordinary = { totpSecret: null, verified: true, banned: false, apiAccess: true, tokenCap: null }

/** 24 characters that survive a shell and a copy. */
export function randomPassword(): string {
  return randomBytes(18).toString('base64url')
}
