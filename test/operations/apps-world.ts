import { beatconnectFacts } from '../../src/adapters/platforms/beatconnect-facts.ts'
import { createApp } from '../../src/operations/apps/create-app.ts'
import { MemoryApplications } from '../fakes/memory-applications.ts'
import type { MemoryTerminal } from '../fakes/memory-terminal.ts'
import { addresses, worldInCi } from './world.ts'

/** A world on a platform with OAuth applications, which acts with `BEATPASS_TOKEN`. */
export function worldWithApps(options: { terminal?: MemoryTerminal } = {}) {
  const world = { ...worldInCi(options), applications: new MemoryApplications() }
  world.platform.facts = beatconnectFacts
  return world
}

export type AppsWorld = ReturnType<typeof worldWithApps>

export const webApp = {
  name: 'Beat Shop',
  type: 'web',
  redirectUris: ['https://shop.example/cb'],
  scopes: ['user.profile'],
} as const

export const mobileApp = { ...webApp, name: 'Beat App', type: 'mobile' } as const

export const create = (world: AppsWorld, app: typeof webApp | typeof mobileApp = webApp, ...to: string[]) =>
  createApp({ ...app, destinations: addresses(...to) }, world)

/** The client secrets in the secret store, by application. */
export const kept = ({ secretStore }: AppsWorld) =>
  Object.fromEntries(
    [...secretStore.entries]
      .filter(([entry]) => entry.startsWith('beatpass/default/apps/'))
      .map(([entry, secret]) => [entry.slice('beatpass/default/apps/'.length), secret.reveal()]),
  )
