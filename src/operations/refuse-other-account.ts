import { InvalidInput } from '../domain/errors.ts'
import type { Account, Profile } from '../domain/profile.ts'
import type { Ports } from '../ports/ports.ts'
import type { RememberedTokens } from './remembered-tokens.ts'

/** Null or undefined where the platform does not tell: of such an account nothing is refused. */
type ToldAccount = Account | null | undefined

/**
 * Throws `InvalidInput` where the profile, as it is stored, keeps records of tokens and is of another account than this:
 * for a sign-in, before its session replaces the one that is there. Throws as the records do when it depends on them and
 * they cannot be read.
 */
export async function refuseOtherAccount(
  account: ToldAccount,
  { settings, profiles, tokenRecords }: Pick<Ports, 'settings' | 'profiles' | 'tokenRecords'>,
): Promise<void> {
  const { name } = settings.profile
  const owner = (await profiles.read(name))?.account
  if (!account || !owner || account.id === owner.id) return
  if ((await tokenRecords.all()).length > 0) throw otherAccount(account, name, 'keeps tokens of', owner)
}

/**
 * The same for the credential that the profile is used with: all that is kept here would look as if it were gone, and live
 * secrets would be removed or overwritten. A session is kept as well, and so may be what cannot be read.
 */
export function refuseOtherCredential(
  account: ToldAccount,
  { records, failure }: RememberedTokens,
  { name, account: owner, session }: Profile,
): void {
  if (!account || !owner || account.id === owner.id) return
  if (records.length > 0 || failure) throw otherAccount(account, name, 'keeps tokens of', owner)
  if (session) throw otherAccount(account, name, 'is signed in as', owner)
}

function otherAccount(account: Account, profile: string, keeps: string, owner: Account): InvalidInput {
  const [whose, other] = [inWords(owner), inWords(account)]
  const told = whose === other ? `${other} (account ${account.id}, not ${owner.id})` : other
  return new InvalidInput(`profile '${profile}' ${keeps} ${whose}, and the credential is of ${told}`, {
    hint: 'name another profile with --profile: two accounts never share one',
  })
}

const inWords = ({ id, name, email }: Account) => email ?? name ?? `account ${id}`
