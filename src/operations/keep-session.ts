import { BeatpassError, Incomplete } from '../domain/errors.ts'
import type { Profile } from '../domain/profile.ts'
import type { Secret } from '../domain/secret.ts'
import type { Ports } from '../ports/ports.ts'
import { hasConsent } from './ensure-consent.ts'
import { sessionEntry } from './entries.ts'
import { type PreviousSession, putBack, rolledBack } from './previous-session.ts'
import { refuseOtherAccount } from './refuse-other-account.ts'
import { saveProfile } from './save-profile.ts'
import { withdraw } from './withdraw.ts'

type KeepSessionPorts = Pick<Ports, 'settings' | 'profiles' | 'platform' | 'secretStore'>
type KeepMintedPorts = KeepSessionPorts & Pick<Ports, 'clock' | 'tokenRecords'>
type Changes = { [Key in keyof Profile]?: Profile[Key] | undefined }

/** Stores a session that the user pasted. When either half fails, the one before is put back and the failure thrown. */
export async function keepPasted(
  secret: Secret,
  changes: Changes,
  previous: PreviousSession,
  ports: KeepSessionPorts,
): Promise<void> {
  try {
    await ports.secretStore.write(sessionEntry(ports.settings.profile.name), secret)
    await saveProfile({ ...changes, store: ports.settings.store }, ports)
  } catch (error) {
    await putBack(previous, ports)
    throw error
  }
}

/**
 * Stores a session that a sign-in minted. When either half fails, the one before is put back and the new one revoked, which
 * happens also where it is of another account than the profile keeps tokens of:
 * throws `RolledBack`, or `Incomplete` where it lives on.
 */
export async function keepMinted(
  secret: Secret,
  changes: Changes,
  previous: PreviousSession,
  ports: KeepMintedPorts,
): Promise<void> {
  try {
    await refuseOtherAccount(changes.account, ports)
    await keepPasted(secret, changes, previous, ports)
  } catch (error) {
    if (!(error instanceof BeatpassError)) throw error
    throw (await isGone(secret, ports)) ? rolledBack(error) : leftAlive(secret, error, ports)
  }
}

/** Whether it is certainly revoked; without an id there is no call for it. */
async function isGone(secret: Secret, ports: KeepMintedPorts): Promise<boolean> {
  const id = secret.tokenId
  if (id === undefined || !hasConsent(ports)) return false
  return await withdraw({ id, secret }, secret, ports)
}

function leftAlive({ tokenId }: Secret, cause: BeatpassError, { platform }: KeepSessionPorts): Incomplete {
  const what = tokenId === undefined ? 'the session' : `session token ${tokenId}`
  return new Incomplete(`signed in, but ${cause.message}; ${what} lives on and is stored nowhere`, {
    hint: `delete it at ${platform.facts.page('revoke', platform.apiUrl)}`,
    cause,
  })
}
