// The least that many writes can cost with Node: sixteen requests under way over HTTP/2, six over HTTP/1.1, between the list that
// they are chosen by and the one that shows what became of them. A create's secret is written under a lock where nothing was, and
// read back; it and its record are on the disk before the next step. `node many.cjs h2|https create|revoke ORIGIN COUNT FOLDER`.
const fs = require('node:fs')

const [protocol, what, origin, count, folder] = process.argv.slice(2)
const authorization = `Bearer ${process.env.BEATPASS_TOKEN}`
const own = Number.parseInt(process.env.BEATPASS_TOKEN, 10)
const ask = protocol === 'h2' ? overHttp2() : overHttp1()

function overHttp2() {
  const session = require('node:http2').connect(origin)
  const send = (method, path, body) =>
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
  const send = (method, path, body) =>
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

const sync = file =>
  new Promise((resolve, reject) => fs.fsync(file, error => (error ? reject(error) : resolve())))

/** One after the other; who asks while one is under way shares the next with others. */
function sharedSyncs(path) {
  let [syncing, next] = []
  return () => {
    next ??= Promise.resolve(syncing).then(async () => {
      syncing = next
      next = undefined
      const file = fs.openSync(path, 'r')
      await sync(file)
      fs.closeSync(file)
    })
    return next
  }
}

const [secrets, records] = ['secrets', 'records'].map(name => {
  const path = `${folder}/${name}`
  if (what === 'create') fs.mkdirSync(path)
  return { path, sync: sharedSyncs(path) }
})

/** A crash leaves the whole text or nothing. */
async function keep(place, name, text) {
  const draft = `${place.path}/.${name}`
  const file = fs.openSync(draft, 'wx')
  fs.fchmodSync(file, 0o600)
  fs.writeSync(file, text)
  await sync(file)
  fs.closeSync(file)
  fs.renameSync(draft, `${place.path}/${name}`)
  await place.sync()
}

function refuseTaken(path) {
  if (fs.lstatSync(path, { throwIfNoEntry: false })) throw new Error(`${path} is there already`)
}

async function keepSecret(name, secret) {
  const path = `${secrets.path}/${name}`
  const lock = `${secrets.path}/.${name}.lock`
  fs.writeFileSync(lock, `${process.pid}`, { flag: 'wx' })
  refuseTaken(path)
  await keep(secrets, name, secret)
  fs.unlinkSync(lock)
  if (fs.readFileSync(path, 'utf8') !== secret) throw new Error(`${path} is not what was written`)
}

async function create(at) {
  refuseTaken(`${secrets.path}/new-${at}`)
  const body = JSON.stringify({ tokenName: `new-${at}` })
  const { token, plainTextToken } = await ask.send('POST', '/access-tokens', body)
  await keepSecret(`new-${at}`, `${plainTextToken}\n`)
  await keep(records, `${token.id}.json`, JSON.stringify(token))
  return token.id
}

async function revoke(id) {
  await ask.send('DELETE', `/access-tokens/${id}`)
  return id
}

const listed = async () => (await ask.send('GET', '/users/me?with=tokens')).user.tokens.map(({ id }) => id)

async function run() {
  const before = await listed()
  const [one, chosen] =
    what === 'create' ? [create, [...Array(Number(count)).keys()]] : [revoke, before.filter(id => id !== own)]
  const done = []
  const waiting = chosen.values()
  const lane = async () => {
    for (const item of waiting) done.push(await one(item))
  }
  await Promise.all(Array.from({ length: ask.lanes }, lane))
  const after = new Set(await listed())
  ask.end()
  if (done.some(id => after.has(id) !== (what === 'create'))) throw new Error('the list says otherwise')
  fs.writeSync(1, done.map(id => `${id}\t${what}d\n`).join(''))
}

run()
