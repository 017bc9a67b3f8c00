import { HttpsTransport } from '../../../src/adapters/transports/https.ts'
import { ProxiedTransport } from '../../../src/adapters/transports/proxied.ts'

// Bundled and run in a process of its own by transport-process.test.ts: `node child.cjs <url> [proxy]`.
const [url = '', proxy] = process.argv.slice(2)
const transport = proxy ? new ProxiedTransport(new URL(proxy)) : new HttpsTransport()
const send = (method: 'GET' | 'POST') =>
  transport.send({
    method,
    url,
    headers: { authorization: 'Bearer 7|topsecret' },
    body: '"hush"',
    maxBytes: 999,
  })

async function run(): Promise<void> {
  const get = await send('GET')
  const post = await send('POST')
  const { moduleLoadList } = process as unknown as { moduleLoadList: string[] }
  const undici = moduleLoadList.filter(name => name.includes('undici')).length
  process.stdout.write(JSON.stringify({ get: get.body, post: post.body, undici }))
}

run().catch(error => {
  process.stdout.write(JSON.stringify({ failed: String(error) }))
})
