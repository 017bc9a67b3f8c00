import { createServer as createPlainServer } from 'node:http'
import { createSecureServer } from 'node:http2'
import { createServer as createTlsServer } from 'node:https'

// A platform without limits, as bare as can be: `node bulk-server.js h2|https|http TOKENS < key and certificate as JSON`.
// It tells its port on stdout. `PUT /reset` puts so many tokens back; the first one is the credential's.
const [protocol = 'h2', count = '1000'] = process.argv.slice(2)
// The rotation of a token looks at the age of what it has made.
const now = () => new Date().toISOString().replace('Z', '000Z')
const tokens = new Map()
let lastId = 0

function add(name) {
  const id = ++lastId
  const created = now()
  const dates = `"created_at":"${created}","updated_at":"${created}","last_used_at":null,"expires_at":null`
  const row = `{"id":${id},"name":${JSON.stringify(name)},"abilities":["*"],${dates},"tokenable_id":1,"tokenable_type":"user"}`
  tokens.set(String(id), row)
  return { id, row }
}

function reset() {
  tokens.clear()
  lastId = 0
  for (let made = 0; made <= Number(count); made++) add(`ci-${made}`)
}

/** Whether the credential names a token that is there. */
const isKnown = ({ authorization = '' }) => tokens.has(authorization.slice('Bearer '.length).split('|')[0])

function answer(method, path, body) {
  if (method === 'PUT') reset()
  if (method === 'DELETE') tokens.delete(path.slice(path.lastIndexOf('/') + 1))
  if (method === 'POST') {
    const { id, row } = add(JSON.parse(body).tokenName)
    return `{"status":"success","token":${row},"plainTextToken":"${id}|${'a'.repeat(48)}"}`
  }
  if (method !== 'GET') return '{"status":"success"}'
  const listed = path.includes('with=tokens') ? `,"tokens":[${[...tokens.values()].join(',')}]` : ''
  return `{"status":"success","user":{"id":1,"display_name":"Dev","email":"dev@beatpass.test"${listed}}}`
}

function handle(request, response) {
  let body = ''
  request.on('data', piece => {
    body += piece
  })
  request.on('end', () => {
    const allowed = request.method === 'PUT' || isKnown(request.headers)
    const text = allowed ? answer(request.method, request.url, body) : '{"message":"Unauthenticated."}'
    response.writeHead(allowed ? 200 : 401, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(text),
    })
    response.end(text)
  })
}

async function start() {
  let given = ''
  if (protocol !== 'http') for await (const piece of process.stdin) given += piece
  const certificate = protocol === 'http' ? {} : JSON.parse(given)
  const server =
    protocol === 'h2'
      ? createSecureServer({ ...certificate, allowHTTP1: true }, handle)
      : protocol === 'https'
        ? createTlsServer(certificate, handle)
        : createPlainServer(handle)
  reset()
  server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`))
}

start()
