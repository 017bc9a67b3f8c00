// After the build, `node .ci/keep-code.js`: runs the commands that scripts call most against a server and a keychain of its own,
// and keeps what V8 compiled of each part for that beside it (src/load-core.ts). Without it all works the same, and each command
// compiles by itself.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const self = fileURLToPath(import.meta.url)
const secretOf = id => `${id}|${'s'.repeat(48)}`
const createdAt = '2026-11-01T10:00:00.000000Z'

const roles = { run, keychain }
const role = roles[process.argv[2]]
if (role) await role()
else {
  try {
    await keep()
  } catch (error) {
    process.stderr.write(
      `compiled code is not kept, so that each command compiles by itself: ${error.message}\n`,
    )
  }
}

async function keep() {
  const server = platform()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const home = signedIn(`http://127.0.0.1:${server.address().port}/api/v1`)
  // Nothing is inherited: another flag in NODE_OPTIONS, and V8 would not take the code where it is not set.
  const env = { HOME: home, SYSTEMROOT: process.env.SYSTEMROOT ?? '' }
  const child = spawn(process.execPath, [self, 'run'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stdout.resume()
  child.stderr.on('data', data => {
    said += data
  })
  const [code] = await once(child, 'close')
  server.close()
  rmSync(home, { recursive: true, force: true })
  if (code !== 0) throw new Error(`a command that was to be compiled ended with ${code}: ${said}`)
}

/** Holds a few tokens, which differ as those of an account do, and creates and deletes as BeatPass. */
function platform() {
  let lastId = 0
  const tokens = new Map()
  const add = (name, created_at, last_used_at = null) => {
    const token = { id: ++lastId, name, abilities: ['*'], created_at, expires_at: null, last_used_at }
    tokens.set(String(token.id), token)
    return token
  }
  for (const used of [null, createdAt, null]) add(`token-${lastId + 1}`, createdAt, used)
  const answers = {
    GET: () => ({
      user: { id: 7, email: 'dev@beatpass.test', display_name: 'Dev', tokens: [...tokens.values()] },
    }),
    POST: (_url, { tokenName }) => {
      const token = add(tokenName, new Date().toISOString())
      return { token, plainTextToken: secretOf(token.id) }
    },
    DELETE: url => ({ deleted: tokens.delete(url.split('/').at(-1)) }),
  }
  return createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    const { method, url, headers } = request
    const isKnown = tokens.has(/^Bearer (\d+)\|/.exec(headers.authorization)?.[1])
    const answer = isKnown
      ? { status: 'success', ...answers[method](url, JSON.parse(body || '{}')) }
      : { message: 'Unauthenticated.' }
    response
      .writeHead(isKnown ? 200 : 401, { 'Content-Type': 'application/json' })
      .end(JSON.stringify(answer))
  })
}

/** A home whose profile has a session in the keychain. */
function signedIn(apiUrl) {
  const home = mkdtempSync(join(tmpdir(), 'beatpass-build-'))
  const session = { id: '1', name: 'token-1', createdAt, pasted: true }
  const profile = { platform: 'beatpass', apiUrl, account: { id: '7', name: 'Dev' }, session }
  const folder = join(home, '.config', 'beatpass')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const text = JSON.stringify({ version: 1, profiles: { default: profile } })
  writeFileSync(join(folder, 'config.json'), text, { mode: 0o600 })
  return home
}

/** A list with the session and with a token of the environment, then what makes a token and ends it. */
async function run() {
  const { compilePart, front, keptCodeFile, loadCore } = createRequire(self)('../dist/front.cjs')
  const scripts = new Map()
  const { main } = loadCore(part => {
    const script = compilePart(part)
    scripts.set(part, script)
    return script
  })
  const { exit, env } = process
  process.exit = () => undefined
  const command = async (line, known = {}) => {
    const args = line.split(' ')
    const exitCode = await main(args, { ...front(args), ...known })
    if (exitCode !== 0) exit(exitCode)
  }
  const keep = part => {
    const draft = `${keptCodeFile(part)}.${process.pid}`
    writeFileSync(draft, scripts.get(part).createCachedData())
    renameSync(draft, keptCodeFile(part))
  }
  const earlyChild = {
    take: () => spawn(process.execPath, [self, 'keychain'], { stdio: ['pipe', 'pipe', 'ignore'] }),
  }
  await command('tokens list', { earlyChild })
  env.BEATPASS_TOKEN = secretOf(1)
  await command('tokens list')
  // What only the others run of the core would be read by each list too.
  keep('core')
  await command(`tokens create kept --expires 30d --to file:${env.HOME}/kept --accept-undocumented-api`)
  await command('tokens rotate kept --accept-undocumented-api')
  await command('tokens rotate kept --within 7d')
  await command('tokens revoke kept --yes')
  keep('revocation')
  keep('delivery')
  exit(0)
}

/** Answers as the keychain's process does: the same secret to every question. */
function keychain() {
  createInterface({ input: process.stdin }).on('line', line => {
    process.stdout.write(`${JSON.stringify({ id: JSON.parse(line).id, value: secretOf(1) })}\n`)
  })
}
