import { onTestFinished } from 'vitest'
import { AzurePlace } from '../../../src/adapters/destinations/azure.ts'
import { RemoteDestination } from '../../../src/adapters/destinations/remote/remote-destination.ts'
import { startKeyVault } from '../../emulators/key-vault.ts'
import { freshFolder } from '../../folder.ts'
import { freshRemoteWorld } from './remote-world.ts'

export const vaultToken = 'eyJ-azure-access-1'
export const application = {
  tenant: '11111111-2222-3333-4444-555555555555',
  client: 'client-1',
  secret: 'client-secret~1',
  assertion: 'federated-assertion-1',
}

/** An emulated vault `acme-vault` and the adapter for its secret `token`; `env` replaces the client's secret. */
export async function freshVault(given: { env?: Record<string, string>; rest?: string } = {}) {
  const server = await startKeyVault(vaultToken, application)
  onTestFinished(() => server.close())
  const folder = await freshFolder()
  const opened: string[] = []
  const env = {
    AZURE_AUTHORITY_HOST: `${server.url}/`,
    ...(given.env ?? {
      AZURE_TENANT_ID: application.tenant,
      AZURE_CLIENT_ID: application.client,
      AZURE_CLIENT_SECRET: application.secret,
    }),
  }
  const world = freshRemoteWorld({ cwd: folder, home: folder, env })
  const { openTransport } = world
  // The vault's host cannot be set in Azure's tools, so the way there leads to the emulator instead.
  world.openTransport = (url, tls) => {
    opened.push(url)
    const inner = openTransport(url, tls)
    const away = /^https:\/\/[a-z-]+\.vault\.[a-z.]+/
    return { send: request => inner.send({ ...request, url: request.url.replace(away, server.url) }) }
  }
  const place = new AzurePlace(given.rest ?? 'acme-vault/token', world)
  return { server, folder, world, opened, place, destination: new RemoteDestination(place) }
}

export type AzureBench = Awaited<ReturnType<typeof freshVault>>
