import type { Application } from '../../domain/application.ts'
import { Cancelled, Incomplete, InputRequired, OutcomeUnknown } from '../../domain/errors.ts'
import type { Ports } from '../../ports/ports.ts'
import { attributed } from '../authenticate.ts'
import { deadPlaceWarnings, forgetAppPlaces, rememberedAppPlaces } from './app-places.ts'
import { forgetAppSecret } from './forget-app-secret.ts'
import { type AppPorts, foundApp } from './listed-apps.ts'

/** What became of it. */
export interface RevokedApp {
  app: Application
  warnings: string[]
}

/**
 * Ends an application and everything that was allowed to it, reads that back, then forgets its stored secret. Throws
 * `InputRequired` before any request when it may not ask and was not told `yes`, `Cancelled` when the user says no.
 */
export async function revokeApp(
  { id, yes }: { id: string; yes: boolean },
  ports: AppPorts & Pick<Ports, 'appRecords'>,
): Promise<RevokedApp> {
  if (!yes && !ports.terminal.canPrompt) {
    throw new InputRequired('revoking needs a yes, and nobody can be asked', { hint: '--yes' })
  }
  const { app, credential } = await foundApp(id, ports)
  const question = `Revoke application ${id} '${app.name}'? Everybody who uses it is signed out.`
  if (!yes && !(await ports.terminal.confirm(question))) throw new Cancelled('nothing was revoked')
  return await ports.interruption.during(
    async () => {
      if (app.status === 'active') {
        await attributed(credential, () => ports.applications.revoke(credential.secret, id)).catch(
          unlessUnknown,
        )
      }
      const now = await ports.applications.find(credential.secret, id)
      if (now.status !== 'revoked') {
        throw new Incomplete(`the platform still lists application ${id} as active`, { hint: 'run it again' })
      }
      const places = await rememberedAppPlaces(id, ports).catch(() => [])
      const warnings = [
        ...(await deadPlaceWarnings(places, [], ports)),
        ...(await forgetAppSecret(id, ports)),
      ]
      return { app: now, warnings: [...warnings, ...(await forgetAppPlaces(id, ports))] }
    },
    { what: `application ${id} may be revoked already`, hint: 'run the same command again' },
  )
}

function unlessUnknown(error: unknown): void {
  if (!(error instanceof OutcomeUnknown)) throw error
}
