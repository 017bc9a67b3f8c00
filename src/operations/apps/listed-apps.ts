import type { Application } from '../../domain/application.ts'
import { refuseUnlessByCall } from '../../ports/not-by-call.ts'
import type { Ports } from '../../ports/ports.ts'
import { type AuthenticationPorts, authenticated, type Credential } from '../authenticate.ts'

export type AppPorts = AuthenticationPorts & Pick<Ports, 'applications'>

/** The account's OAuth applications, newest first. Throws `NotSupported` before any request where the platform has no call. */
export async function listedApps(ports: AppPorts): Promise<{ apps: Application[]; credential: Credential }> {
  refuseUnlessByCall(ports.platform, 'apps')
  return await authenticated(ports, async credential => {
    const apps = await ports.applications.list(credential.secret)
    const ageOf = ({ createdAt }: Application) => createdAt?.getTime() ?? 0
    return { apps: [...apps].sort((a, b) => ageOf(b) - ageOf(a) || b.id.localeCompare(a.id)), credential }
  })
}

/** One application. Throws `AppNotFound`, and `NotSupported` as `listedApps` does. */
export async function foundApp(
  id: string,
  ports: AppPorts,
): Promise<{ app: Application; credential: Credential }> {
  refuseUnlessByCall(ports.platform, 'apps')
  return await authenticated(ports, async credential => {
    return { app: await ports.applications.find(credential.secret, id), credential }
  })
}
