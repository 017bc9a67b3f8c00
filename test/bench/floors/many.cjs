// The least that many writes can cost with Node: sixteen requests under way over HTTP/2, six over HTTP/1.1, and for a create
// its secret and its record on the disk. `node many.cjs h2|https create|revoke ORIGIN COUNT FOLDER`.
const fs = require('node:fs')

const [protocol, what, origin, count, folder] = process.argv.slice(2)
const authorization = `Bearer ${process.env.BEATPASS_TOKEN}`
const method = what === 'create' ? 'POST' : 'DELETE'
const ask = protocol === 'h2' ? overHttp2() : overHttp1()

function overHttp2() {
  const session = require('node:http2').connect(origin)
  const send = (path, body) =>
    new Promise((resolve, reject) => {
      const stream = session.request({ ':method': method, ':path': path, authorization })
      stream.on('error', reject)
      collect(stream, resolve)
      stream.end(body)
    })
  return { lanes: 16, send, end: () => session.close() }
}

function overHttp1() {
  const { Agent, request } = require('node:https')
  const agent = new Agent({ keepAlive: true, maxSockets: 6 })
  const send = (path, body) =>
    new Promise((resolve, reject) => {
      const sent = request(origin + path, { method, agent, headers: { authorization } }, answer =>
        collect(answer, resolve),
      )
      sent.on('error', reject).end(body)
    })
  return { lanes: 6, send, end: () => agent.destroy() }
}

function collect(stream, resolve) {
  let text = ''
  stream.setEncoding('utf8')
  stream.on('data', piece => {
    text += piece
  })
  stream.on('end', () => resolve(JSON.parse(text)))
}

/** A crash leaves the whole text or nothing. The folder itself is synced at the end. */
async function keep(name, text) {
  const draft = `${folder}/.${name}`
  const file = fs.openSync(draft, 'wx', 0o600)
  fs.writeSync(file, text)
  await new Promise((resolve, reject) => fs.fsync(file, error => (error ? reject(error) : resolve())))
  fs.closeSync(file)
  fs.renameSync(draft, `${folder}/${name}`)
}

async function create(at) {
  const { token, plainTextToken } = await ask.send(
    '/access-tokens',
    JSON.stringify({ tokenName: `new-${at}` }),
  )
  await keep(`new-${at}`, `${plainTextToken}\n`)
  await keep(`${token.id}.json`, JSON.stringify(token))
}

const revoke = at => ask.send(`/access-tokens/${at + 2}`)

async function run() {
  const one = what === 'create' ? create : revoke
  let next = 0
  const lane = async () => {
    while (next < Number(count)) await one(next++)
  }
  await Promise.all(Array.from({ length: ask.lanes }, lane))
  ask.end()
  if (what === 'create') fs.fsyncSync(fs.openSync(folder, 'r'))
}

run()
