// The least that a list can cost with Node: one request by its own client, the answer parsed as a whole, a line a token.
// `node list.cjs URL [SERVICE ACCOUNT]`: the secret is BEATPASS_TOKEN, or what another process reads from the keychain while
// the connection is made.
const { writeSync } = require('node:fs')

const [address, service, account] = process.argv.slice(2)
const url = new URL(address)
const secure = url.protocol === 'https:'

function list(secret, connection = { agent: false }) {
  const { get } = require(secure ? 'node:https' : 'node:http')
  const headers = { accept: 'application/json', authorization: `Bearer ${secret}` }
  get(url, { headers, ...connection }, answer => {
    const pieces = []
    answer.on('data', piece => pieces.push(piece))
    answer.on('end', () => print(JSON.parse(Buffer.concat(pieces).toString()).user.tokens.reverse()))
  })
}

function print(tokens) {
  const line = ({ id, name, created_at, last_used_at }) =>
    `${id}\t${name}\t${new Date(created_at).toISOString()}\t${last_used_at ?? ''}\n`
  let left = Buffer.from(tokens.map(line).join(''))
  while (left.length > 0) left = left.subarray(writeSync(1, left))
}

function listBesideKeychain() {
  const { execFile } = require('node:child_process')
  const socket = require('node:tls').connect({ host: url.hostname, port: url.port })
  const reader = `
    const { AsyncEntry } = require(${JSON.stringify(require.resolve('@napi-rs/keyring'))})
    const entry = new AsyncEntry(${JSON.stringify(service)}, ${JSON.stringify(account)}, { linux: { store: 'secret-service' } })
    entry.getPassword().then(secret => require('node:fs').writeSync(1, secret))`
  execFile(process.execPath, ['-e', reader], (error, secret) => {
    if (error) throw error
    list(secret, { createConnection: () => socket })
  })
}

if (service) listBesideKeychain()
else list(process.env.BEATPASS_TOKEN)
