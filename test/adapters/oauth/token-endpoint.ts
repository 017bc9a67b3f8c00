import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface TokenAnswer {
  status: number
  body: unknown
}

/** An authorization server that hands out one device code and then answers at its token endpoint what it was told to. */
export async function startTokenEndpoint(
  answers: readonly TokenAnswer[],
  extra: Record<string, unknown> = {},
) {
  let asked = 0
  let url = ''
  const server = createServer((request, response) => {
    request.resume()
    const { status, body } = answerTo(request.url ?? '')
    response.writeHead(status, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify(body))
  })
  const answerTo = (path: string): TokenAnswer => {
    if (path === '/.well-known/oauth-authorization-server') return { status: 200, body: metadata() }
    if (path === '/device') return { status: 200, body: deviceCode() }
    asked += 1
    return answers[asked - 1] ?? { status: 500, body: {} }
  }
  const metadata = () => ({
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    device_authorization_endpoint: `${url}/device`,
    revocation_endpoint: `${url}/revoke`,
    ...extra,
  })
  const deviceCode = () => ({
    device_code: 'a-device-code-of-some-length',
    user_code: 'ABCD-EFGH',
    verification_uri: `${url}/enter`,
    expires_in: 500,
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    get asked() {
      return asked
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
