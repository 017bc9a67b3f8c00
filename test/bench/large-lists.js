// What a list of many tokens costs as a whole process over HTTPS: time, peak memory, time to the first row.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const here = import.meta.dirname
const beatpass = resolve(here, '../../bin/beatpass.js')

/** Every form and order whose cost differs. The gates are those of speed.md. */
export const largeLists = [
  { name: 'tokens list --sort none', args: ['--sort', 'none'] },
  { name: 'tokens list', args: [] },
  { name: 'tokens list --csv', args: ['--csv'] },
  { name: 'tokens list --ndjson', args: ['--ndjson'] },
  { name: 'tokens list --json', args: ['--json'] },
]
/** The shortest line of any form, in bytes: a shorter output is no list. */
const leastRow = 60
export const gates = { seconds: 0.45, mebibytes: 90 }

/**
 * Runs each of `largeLists` `runs` times, one after the other in turns, against a server of its own with `tokens` tokens.
 * Gives for each its name, the medians `seconds` and `firstRow`, and the largest peak in `mebibytes`.
 */
export async function measureLargeLists({ tokens = 100_000, runs = 11, node = process.execPath } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'beatpass-bench-'))
  const server = await startServer(tokens, folder)
  const results = largeLists.map(({ name, args }) => ({ name, args, ran: [] }))
  try {
    for (let turn = 0; turn < runs; turn++)
      for (const { args, ran } of results)
        ran.push(await run(node, args, environment(server.port, folder), tokens))
  } finally {
    server.child.stdin.end()
    await once(server.child, 'close')
    rmSync(folder, { recursive: true })
  }
  return results.map(({ name, ran }) => ({
    name,
    seconds: median(ran.map(it => it.seconds)),
    firstRow: median(ran.map(it => it.firstRow)),
    mebibytes: Math.max(...ran.map(it => it.mebibytes)),
  }))
}

async function startServer(tokens, folder) {
  const files = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') }
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2']
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const out = ['-keyout', files.key, '-out', files.cert]
  execFileSync('openssl', ['req', '-x509', ...curve, ...out, ...subject], { stdio: 'pipe' })
  const script = join(here, 'list-server.js')
  const child = spawn(process.execPath, [script, String(tokens), files.key, files.cert], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [port] = await once(child.stdout, 'data')
  return { child, port: Number(port) }
}

/** The certificate by way of OpenSSL: NODE_EXTRA_CA_CERTS alone costs Node 20 some 60 ms. */
function environment(port, folder) {
  return {
    PATH: process.env.PATH,
    HOME: folder,
    NODE_OPTIONS: '--use-openssl-ca',
    SSL_CERT_FILE: join(folder, 'cert.pem'),
    BEATPASS_PLATFORM: 'vebto',
    BEATPASS_API_URL: `https://127.0.0.1:${port}/api/v1`,
    BEATPASS_TOKEN: `5|${'b'.repeat(48)}`,
  }
}

async function run(node, args, env, tokens) {
  const start = performance.now()
  const peak = join(here, 'tell-peak.cjs')
  const child = spawn(node, ['--require', peak, beatpass, 'tokens', 'list', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  })
  let [firstRow, kibibytes, bytes] = [0, '', 0]
  child.stdout.on('data', chunk => {
    firstRow ||= performance.now() - start
    bytes += chunk.length
  })
  child.stdio[3].on('data', text => (kibibytes += text))
  const [code] = await once(child, 'close')
  if (code !== 0 || bytes < leastRow * tokens) throw new Error(`exit ${code} after ${bytes} bytes`)
  return {
    seconds: (performance.now() - start) / 1000,
    firstRow: firstRow / 1000,
    mebibytes: Number(kibibytes) / 1024,
  }
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}
