// After the build, `node .ci/keep-code.js`: runs `tokens list` against a server of its own, and keeps what V8 compiled of the core
// for that beside it (src/load-core.ts). Without it all works the same, and each command compiles by itself.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const self = fileURLToPath(import.meta.url)
const { compileCore, front, keptCodeFile, runCore } = createRequire(self)('../dist/front.cjs')

if (process.argv[2] === 'run') run()
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
  const home = mkdtempSync(join(tmpdir(), 'beatpass-build-'))
  // Nothing is inherited: another flag in NODE_OPTIONS, and V8 would not take the code where it is not set.
  const env = {
    HOME: home,
    SYSTEMROOT: process.env.SYSTEMROOT ?? '',
    BEATPASS_API_URL: `http://127.0.0.1:${server.address().port}/api/v1`,
    BEATPASS_TOKEN: `1|${'s'.repeat(48)}`,
  }
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
  const token = { abilities: ['*'], created_at: '2026-11-01T10:00:00.000000Z', expires_at: null }
  const tokens = [1, 2, 3].map(id => ({
    ...token,
    id,
    name: `token-${id}`,
    last_used_at: id === 1 ? null : '2026-11-02T10:00:00.000000Z',
  }))
  return { status: 'success', user: { id: 7, email: 'dev@beatpass.test', display_name: 'Dev', tokens } }
}

function run() {
  const args = ['tokens', 'list']
  const script = compileCore()
  process.on('exit', () => {
    const draft = `${keptCodeFile()}.${process.pid}`
    writeFileSync(draft, script.createCachedData())
    renameSync(draft, keptCodeFile())
  })
  runCore(script).main(args, front(args))
}
