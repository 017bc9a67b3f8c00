import { ConsentRequired, StoreUnavailable } from '../domain/errors.ts'
import type { Ports } from '../ports/ports.ts'
import { saveProfile } from './save-profile.ts'

export type ConsentPorts = Pick<Ports, 'settings' | 'platform' | 'profiles' | 'terminal' | 'clock'>

/** Whether calls that the operator does not document may be made: none are needed, or the user agreed. */
export function hasConsent({ settings, platform }: Pick<Ports, 'settings' | 'platform'>): boolean {
  const { undocumentedApiAccepted } = settings.profile
  return (
    !platform.facts.needsConsent(platform.apiUrl) ||
    undocumentedApiAccepted !== undefined ||
    settings.consentGiven
  )
}

/**
 * Asks once, where somebody can be asked, and records the answer; in a read-only home it counts for this run. Throws
 * `ConsentRequired` before any request.
 */
export async function ensureConsent(ports: ConsentPorts): Promise<void> {
  const { platform, terminal, settings, clock } = ports
  if (!platform.facts.needsConsent(platform.apiUrl) || settings.profile.undocumentedApiAccepted) return
  const agreed = settings.consentGiven || (terminal.canPrompt && (await askConsent(ports)))
  if (!agreed) {
    throw new ConsentRequired(
      `${platform.facts.title} documents no calls for tokens, and this profile has not agreed to use them`,
      {
        hint: '--accept-undocumented-api agrees; beatpass login --web and beatpass tokens add need no such call',
      },
    )
  }
  const agreement = { undocumentedApiAccepted: clock.now() }
  await saveProfile(agreement, ports).catch(error => {
    if (!(error instanceof StoreUnavailable)) throw error
    settings.profile = { ...settings.profile, ...agreement }
    terminal.note(`warning: that you agreed is not remembered: ${error.message}`)
  })
}

async function askConsent({ platform, terminal }: ConsentPorts): Promise<boolean> {
  terminal.note(
    `${platform.facts.title} documents no calls for tokens and may end an account that uses undocumented ones.`,
  )
  return await terminal.confirm('Call them all the same, for this profile from now on?')
}
