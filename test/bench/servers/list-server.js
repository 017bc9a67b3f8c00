// A platform in a process of its own that has one answer, made before anybody asks: `node list-server.js TOKENS < key and
// certificate as JSON`. A line with its port says that it is ready.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'

const [count] = process.argv.slice(2)
const second = 1_000
const from = Date.UTC(2026, 0, 1)
const stamp = at => new Date(at).toISOString().replace('.000Z', '.000000Z')

const token = at => ({
  id: at + 1,
  tokenable_type: 'App\\Models\\User',
  tokenable_id: 7,
  name: `ci-deploy-${at}`,
  abilities: ['*'],
  last_used_at: at % 3 === 0 ? null : stamp(from + at * 30 * second),
  expires_at: null,
  created_at: stamp(from + at * 20 * second),
  updated_at: stamp(from + at * 20 * second),
})
const tokens = Array.from({ length: Number(count) }, (_, at) => token(at))
const user = { id: 7, display_name: 'Bench', email: 'bench@x.test', tokens }
const body = Buffer.from(JSON.stringify({ status: 'success', user }))
const head = { 'Content-Type': 'application/json', 'Content-Length': body.length }

const server = createServer(JSON.parse(readFileSync(0, 'utf8')), (_, response) => {
  response.writeHead(200, head).end(body)
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`))
