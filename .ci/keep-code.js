// After the build, `node .ci/keep-code.js`: runs `tokens list` against a server and a keychain of its own, and keeps what V8 compiled
// of the core for that beside it (src/load-core.ts). Without it all works the same, and each command compiles by itself.
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
const secret = `1|${'s'.repeat(48)}`
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
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(account()))
  })
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
  if (code !== 0) throw new Error(`the list that was to be compiled ended with ${code}: ${said}`)
}

/** Of a few tokens, which differ as those of an account do. */
function account() {
  const token = { abilities: ['*'], created_at: createdAt, expires_at: null }
  const tokens = [1, 2, 3].map(id => ({
    ...token,
    id,
    name: `token-${id}`,
    last_used_at: id === 1 ? null : createdAt,
  }))
  return { status: 'success', user: { id: 7, email: 'dev@beatpass.test', display_name: 'Dev', tokens } }
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

/** Once with the session, once with a token of the environment. */
async function run() {
  const { compileCore, front, keptCodeFile, runCore } = createRequire(self)('../dist/front.cjs')
  const script = compileCore()
  const { main } = runCore(script)
  const args = ['tokens', 'list']
  const earlyChild = {
    take: () => spawn(process.execPath, [self, 'keychain'], { stdio: ['pipe', 'pipe', 'ignore'] }),
  }
  const { exit } = process
  process.exit = () => undefined
  const exitCode = await main(args, { ...front(args), earlyChild })
  process.exit = exit
  if (exitCode !== 0) process.exit(exitCode)
  process.on('exit', code => {
    if (code !== 0) return
    const draft = `${keptCodeFile()}.${process.pid}`
    writeFileSync(draft, script.createCachedData())
    renameSync(draft, keptCodeFile())
  })
  process.env.BEATPASS_TOKEN = secret
  process.exitCode = await main(args, front(args))
}

/** Answers as the keychain's process does: the same secret to every question. */
function keychain() {
  createInterface({ input: process.stdin }).on('line', line => {
    process.stdout.write(`${JSON.stringify({ id: JSON.parse(line).id, value: secret })}\n`)
  })
}
