import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

// Many tokens in one command, whole processes, against a server without limits: `node test/bench/rows/bulk.js [runs] [tokens]`.
// Gates for 1,000: revoke in 0.28 s over HTTP/2, 0.35 s over HTTP/1.1, and 3.3 times what `curl -Z` takes to send the same.
const beatpass = fileURLToPath(new URL('../../../bin/beatpass.js', import.meta.url))
const serverScript = fileURLToPath(new URL('../servers/bulk-server.js', import.meta.url))

/** The rows: how long each took in milliseconds, its user and system time, and the gate for a thousand. */
export async function bulkRows({ runs = 5, tokens = 1_000 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'beatpass-bulk-'))
  try {
    const rows = []
    for (const [protocol, gate] of [
      ['h2', 280],
      ['https', 350],
      ['http', undefined],
    ]) {
      const server = await startServer(folder, protocol, tokens)
      try {
        rows.push(
          await measure(`revoke ${tokens}, ${protocol}`, gate, runs, () => revoke(server, folder, tokens)),
        )
        if (protocol === 'h2')
          rows.push(
            await measure(`curl -Z, ${tokens} deletions`, undefined, runs, () =>
              curl(server, folder, tokens),
            ),
          )
        rows.push(
          await measure(`create ${tokens}, ${protocol}`, undefined, runs, () =>
            create(server, folder, tokens),
          ),
        )
      } finally {
        server.child.kill()
      }
    }
    return rows
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(name, gate, runs, run) {
  const samples = []
  for (let done = 0; done < runs; done++) samples.push(await run())
  const middle = pick => samples.map(pick).sort((a, b) => a - b)[Math.floor(samples.length / 2)]
  process.stderr.write(`${name}: ${samples.map(({ ms, cpu }) => `${ms}/${cpu}`).join(' ')}\n`)
  return { name, ms: middle(one => one.ms), cpu: middle(one => one.cpu), gate }
}

async function revoke(server, folder, tokens) {
  await putBack(server)
  return timed(
    process.execPath,
    [beatpass, 'tokens', 'revoke', '--all-but-current', '--yes'],
    server,
    folder,
    lines => {
      const revoked = lines.filter(line => line.endsWith('\trevoked')).length
      if (revoked !== tokens) throw new Error(`${revoked} of ${tokens} were revoked`)
    },
  )
}

async function create(server, folder, tokens) {
  await putBack(server)
  const names = Array.from({ length: tokens }, (_, at) => `new-${at}`)
  const home = mkdtempSync(join(folder, 'home-'))
  const args = [beatpass, 'tokens', 'create', ...names, '--to', `file:${home}/{label}`]
  return timed(process.execPath, args, server, home, lines => {
    const made = lines.filter(line => line.endsWith('\tcreated')).length
    if (made !== tokens) throw new Error(`${made} of ${tokens} were created`)
  })
}

async function curl(server, folder, tokens) {
  await putBack(server)
  const config = join(folder, 'curl.txt')
  const entries = Array.from(
    { length: tokens },
    (_, at) => `url = "${server.url}/access-tokens/${at + 2}"\noutput = /dev/null\n`,
  )
  writeFileSync(config, entries.join(''))
  const args = [
    '-Z',
    '--parallel-max',
    '16',
    '-sf',
    '-X',
    'DELETE',
    '--cacert',
    join(folder, 'ca.pem'),
    '-K',
    config,
  ]
  return timed('curl', args, server, folder, () => undefined)
}

function timed(command, args, server, home, check) {
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    BEATPASS_TOKEN: `1|${'a'.repeat(48)}`,
    BEATPASS_API_URL: server.url,
    // NODE_EXTRA_CA_CERTS would cost Node 20 some 60 ms.
    NODE_OPTIONS: '--use-openssl-ca',
    SSL_CERT_FILE: join(server.folder, 'ca.pem'),
  }
  const began = performance.now()
  const cpuBefore = childCpu()
  const { status, stdout, stderr } = spawnSync(command, args, { env, encoding: 'utf8', maxBuffer: 1e8 })
  const ms = performance.now() - began
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`)
  check(stdout.split('\n'))
  return { ms: Math.round(ms), cpu: childCpu() - cpuBefore }
}

/** The user and system time of all children that have ended, in milliseconds; 0 where the system does not tell. */
function childCpu() {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ')
    return (Number(fields[13]) + Number(fields[14])) * 10
  } catch {
    return 0
  }
}

async function startServer(folder, protocol, tokens) {
  const certificate = makeCertificate(folder)
  const child = spawn(process.execPath, [serverScript, protocol, String(tokens)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(JSON.stringify(certificate))
  const port = await new Promise((resolve, reject) => {
    child.stdout.once('data', text => resolve(Number(text)))
    child.once('exit', code => reject(new Error(`the server ended with ${code}`)))
  })
  const scheme = protocol === 'http' ? 'http' : 'https'
  return { child, url: `${scheme}://127.0.0.1:${port}`, folder, ca: certificate.cert }
}

/** The bench stands still while a command runs: a connection of its own each time, for a kept one would be stale. */
function putBack({ url, ca }) {
  const { request } = url.startsWith('http:') ? http : https
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/reset`, { method: 'PUT', ca, agent: false }, answer =>
      answer.resume().on('end', resolve),
    )
    sent.on('error', reject).end()
  })
}

function makeCertificate(folder) {
  const key = join(folder, 'key.pem')
  const cert = join(folder, 'ca.pem')
  const names = 'subjectAltName=IP:127.0.0.1'
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const args = [
    'req',
    '-x509',
    ...curve,
    '-keyout',
    key,
    '-out',
    cert,
    '-days',
    '2',
    '-subj',
    '/CN=bench',
    '-addext',
    names,
  ]
  execFileSync('openssl', args, { stdio: 'pipe' })
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [runs, tokens] = process.argv.slice(2).map(Number)
  for (const { name, ms, cpu, gate } of await bulkRows({
    ...(runs ? { runs } : {}),
    ...(tokens ? { tokens } : {}),
  }))
    process.stdout.write(
      `${name.padEnd(28)} ${ms} ms, cpu ${cpu} ms${gate === undefined ? '' : `, gate ${gate} ms`}\n`,
    )
}
