import { InvalidInput } from '../domain/errors.ts'
import { systemClock } from './clock.ts'
import { ordinary, randomPassword } from './default-account.ts'
import { hashPassword } from './service/passwords.ts'
import { newTotpSecret, otpauthUrl } from './service/two-factor.ts'
import { type AccountStore, accountStore } from './store/accounts.ts'
import { openStore } from './store/open-store.ts'

export interface NewUser {
  /** A data folder, whether a sandbox runs on it or not. */
  dataDir: string
  email: string
  name?: string | undefined
  twoFactor?: boolean | undefined
  banned?: boolean | undefined
  unverified?: boolean | undefined
  /** False: signs in, and everything after is 403. */
  apiAccess?: boolean | undefined
  /** At most so many tokens. */
  tokenCap?: number | undefined
}

export interface AddedUser {
  email: string
  password: string
  /** Base32, for an account with two-factor authentication. */
  totpSecret?: string
  /** The same for authenticator apps, `otpauth://totp/…`. */
  otpauthUrl?: string
}

/** Adds an account with a random password. Throws `InvalidInput` for a bad address or one that is taken. */
export async function addUser(user: NewUser): Promise<AddedUser> {
  if (!/^[^\s@]+@[^\s@]+$/.test(user.email)) throw new InvalidInput(`not an e-mail address: '${user.email}'`)
  const password = randomPassword()
  const hash = await hashPassword(password)
  const totpSecret = user.twoFactor ? newTotpSecret() : null
  const database = await openStore(user.dataDir)
  try {
    database.transaction(() => insert(accountStore(database), user, hash, totpSecret))
  } finally {
    database.close()
  }
  const { email } = user
  return totpSecret === null
    ? { email, password }
    : { email, password, totpSecret, otpauthUrl: otpauthUrl(totpSecret, email) }
}

function insert(accounts: AccountStore, user: NewUser, password: string, totpSecret: string | null): void {
  if (accounts.byEmail(user.email)) {
    throw new InvalidInput(`the sandbox already has the account ${user.email}`, {
      hint: 'choose another --email',
    })
  }
  accounts.add({
    ...ordinary,
    email: user.email,
    displayName: user.name ?? user.email.split('@')[0] ?? user.email,
    password,
    totpSecret,
    verified: !user.unverified,
    banned: user.banned ?? false,
    apiAccess: user.apiAccess ?? true,
    tokenCap: user.tokenCap ?? null,
    createdAt: systemClock(),
  })
}
