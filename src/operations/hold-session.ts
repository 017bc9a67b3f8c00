import { Busy } from '../domain/errors.ts'
import { identityInWords } from '../domain/profile.ts'
import type { Ports } from '../ports/ports.ts'
import { alone } from './alone.ts'

type HoldPorts = Pick<Ports, 'settings' | 'profiles' | 'locks'>

/**
 * Runs `work` while no other run replaces, renews or ends the session of the profile; it finds the session in `settings` as
 * it is stored by then. Nobody should be asked anything meanwhile. Where no lock can be made (a read-only home) it goes on
 * without one. Throws `Busy` where others take too long, or have signed the profile in elsewhere.
 */
export async function holdSession<Result>(ports: HoldPorts, work: () => Promise<Result>): Promise<Result> {
  return await alone(`session-${ports.settings.profile.name}`, ports, async () => {
    await readAgain(ports)
    return await work()
  })
}

/** A consent that could not be stored counts for this run all the same. */
async function readAgain({ settings, profiles }: HoldPorts): Promise<void> {
  const { session: _, ...own } = settings.profile
  const stored = await profiles.read(own.name)
  if (!stored?.session) {
    settings.profile = own
    return
  }
  if (identityInWords(stored) !== identityInWords(own)) {
    throw new Busy(`profile '${own.name}' was signed in to ${identityInWords(stored)} meanwhile`, {
      hint: 'name another profile with --profile',
    })
  }
  const { undocumentedApiAccepted } = own
  settings.profile = { ...(undocumentedApiAccepted ? { undocumentedApiAccepted } : {}), ...stored }
}
