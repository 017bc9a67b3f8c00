import type { Account } from '../domain/profile.ts'
import type { Ports } from '../ports/ports.ts'
import { saveProfile } from './save-profile.ts'

export type ProfileTiePorts = Pick<Ports, 'profiles' | 'settings'>

/**
 * Ties the profile in use to this platform, and to the account where it has none, for as many records as one command keeps:
 * the settings are looked at once, and once more only after a failure.
 */
export class ProfileTie {
  readonly #account: Account | null
  readonly #ports: ProfileTiePorts
  #tied: Promise<void> | undefined

  constructor(account: Account | null, ports: ProfileTiePorts) {
    this.#account = account
    this.#ports = ports
  }

  /** Rejects as the profiles do. */
  make(): Promise<void> {
    this.#tied ??= this.#once().catch(error => {
      this.#tied = undefined
      throw error
    })
    return this.#tied
  }

  async #once(): Promise<void> {
    const { profiles, settings } = this.#ports
    const account = this.#account
    const known = await profiles.read(settings.profile.name)
    if (!known) await saveProfile(account ? { account } : {}, this.#ports)
    else if (account && !known.account) await profiles.write({ ...known, account })
  }
}
