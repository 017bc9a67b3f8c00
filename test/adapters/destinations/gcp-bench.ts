import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { GcpPlace } from '../../../src/adapters/destinations/gcp.ts'
import { RemoteDestination } from '../../../src/adapters/destinations/remote/remote-destination.ts'
import { type GoogleSignIn, googleSignIn } from '../../emulators/google-sign-in.ts'
import { startSecretManager } from '../../emulators/secret-manager.ts'
import { freshFolder } from '../../folder.ts'
import { freshRemoteWorld } from './remote-world.ts'

export const accessToken = 'ya29.test-4b1f00'

/** The emulated Secret Manager with an empty secret `acme-prod/token`, and the adapter for it; `env` adds variables. */
export async function freshManager(
  given: { env?: Record<string, string>; signIn?: Partial<GoogleSignIn> } = {},
) {
  const known = { token: accessToken, now: new Date('2026-03-01T12:00:00Z'), ...given.signIn }
  const server = await startSecretManager([accessToken], googleSignIn(known))
  onTestFinished(() => server.close())
  server.secrets.set('acme-prod/token', [])
  const folder = await freshFolder()
  const world = freshRemoteWorld({
    cwd: folder,
    home: folder,
    env: {
      CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER: `${server.url}/`,
      ...(given.env ?? { CLOUDSDK_AUTH_ACCESS_TOKEN: accessToken }),
    },
  })
  const place = new GcpPlace('acme-prod/token', world)
  const write = async (name: string, content: object) => {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), JSON.stringify(content), { mode: 0o600 })
  }
  return { server, folder, world, place, write, destination: new RemoteDestination(place) }
}

export type GcpBench = Awaited<ReturnType<typeof freshManager>>
