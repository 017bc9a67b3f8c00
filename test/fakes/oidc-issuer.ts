import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import { onTestFinished } from 'vitest'

export interface OidcIssuer {
  /** Its issuer identifier, an origin. */
  url: string
  /** Every request that came: `POST /token`. */
  requests: string[]
}

const loopback = ['http://127.0.0.1/callback', 'http://[::1]/callback']
const grants = {
  code: ['authorization_code', 'refresh_token'],
  device: 'urn:ietf:params:oauth:grant-type:device_code',
}

const clients = [
  {
    client_id: 'beatpass-cli',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: [...grants.code, grants.device],
    redirect_uris: loopback,
    response_types: ['code'],
  },
  {
    client_id: 'web-app',
    client_secret: 'kept by the web app alone',
    application_type: 'native',
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: grants.code,
    redirect_uris: loopback,
    response_types: ['code'],
  },
]

/** An authorization server that nobody of this house wrote: oidc-provider on a free port, gone when the test ends. */
export async function startOidcIssuer(): Promise<OidcIssuer> {
  const requests: string[] = []
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(url, {
    clients,
    scopes: ['user.profile', 'keys.manage', 'apps.manage'],
    features: {
      deviceFlow: { enabled: true },
      revocation: { enabled: true },
      devInteractions: { enabled: true },
    },
    cookies: { keys: ['a key for the cookies of a test'] },
    expiresWithSession: () => false,
    issueRefreshToken: (_: unknown, client: { grantTypeAllowed(type: string): boolean }) =>
      client.grantTypeAllowed('refresh_token'),
    ttl: {
      AccessToken: 3600,
      RefreshToken: 86_400,
      DeviceCode: 600,
      Grant: 86_400,
      Interaction: 600,
      Session: 600,
    },
  })
  const answer = provider.callback()
  server.on('request', (request, response) => {
    requests.push(`${request.method} ${request.url?.split('?')[0]}`)
    answer(request, response)
  })
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  })
  return { url, requests }
}
