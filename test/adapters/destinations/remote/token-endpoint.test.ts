import { expect, onTestFinished, test } from 'vitest'
import { requestToken } from '../../../../src/adapters/destinations/remote/token-endpoint.ts'
import { startRawServer } from '../../../fakes/raw-server.ts'
import { freshRemoteWorld } from '../remote-world.ts'

const secret = 'cs~ThatNobody/MaySee+0123456789'

test.each([
  ['percent-encoded, as it was sent', new URLSearchParams({ s: secret }).toString().slice(2)],
  ['by its first half', secret.slice(0, 18)],
  ['in base64', Buffer.from(`app:${secret}`).toString('base64')],
])('a client secret that comes back %s is not told', async (_, repeated) => {
  const body = JSON.stringify({ error: 'invalid_client', error_description: `no: ${repeated} is wrong` })
  const head = `HTTP/1.1 401 No\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`
  const server = await startRawServer(socket => void socket.end(head + body))
  onTestFinished(() => server.close())
  const form = {
    grant_type: 'client_credentials',
    scope: 'https://vault.test/.default',
    client_secret: secret,
  }
  const request = { title: 'Entra ID', url: server.url, source: 'x', form, hint: 'y' }
  await expect(requestToken(request, freshRemoteWorld())).rejects.toThrow(
    /invalid_client: no: [A-Za-z0-9+/=]{0,8}\[secret\][A-Za-z0-9+/=]{0,3} is wrong$/,
  )
})
