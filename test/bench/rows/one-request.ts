import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { makeCertificates } from '../../fakes/certificates.ts'
import { startKeyring } from '../../keyring/start-keyring.ts'
import { type AccountServer, anySecret, startAccountServer } from '../account-server.ts'
import type { Row, Side, Topic } from '../row.ts'
import { onNode, type Scene } from '../scene.ts'

const rows = 50
const listed = /^50\tdeploy-000050\t/
/** Where a session rests: service and account. */
const entry = ['beatpass-session', 'default']

/** `tokens list`, fifty rows, against a server on this machine; the same work by gh and curl. */
export const oneRequest: Topic = {
  name: 'one-request',
  async rows(scene) {
    const certificates = makeCertificates()
    const authority = join(scene.home, 'ca.pem')
    const authorities = join(scene.home, 'bundle.pem')
    await writeFile(authority, certificates.ca)
    await writeFile(authorities, [certificates.ca, ...rootCertificates].join('\n'))
    const plain = await startAccountServer(rows)
    const secure = await startAccountServer(rows, certificates)
    scene.closing(() => plain.close())
    scene.closing(() => secure.close())
    // What it costs where the authority is one of Node's own: they are read when a connection is made. With NODE_EXTRA_CA_CERTS
    // Node 20 reads them all before anything else, so there it gets as many in another way.
    const trusting = onNode<Record<string, string>>(
      { NODE_OPTIONS: '--use-openssl-ca', SSL_CERT_FILE: authorities },
      { NODE_EXTRA_CA_CERTS: authority },
    )
    const overHttp = list(scene, 'HTTP', plain, { BEATPASS_TOKEN: anySecret })
    const overHttps = list(scene, 'HTTPS', secure, { BEATPASS_TOKEN: anySecret, ...trusting })
    const withKeychain = list(scene, 'HTTPS, keychain', secure, await signedIn(scene, secure, trusting))
    const { bareNode: theirs } = scene
    const leastHttps = leastOf(overHttps, secure, scene)
    return [
      { kind: 'paired', ours: overHttp, theirs, least: leastOf(overHttp, plain, scene), gate: 1.65 },
      { kind: 'paired', ours: overHttps, theirs, least: leastHttps, gate: onNode(3.1, 2.3) },
      {
        ...{ kind: 'paired', ours: withKeychain, theirs, gate: onNode(3.7, 2.8) },
        least: leastOf(withKeychain, secure, scene, ...entry),
      },
      { kind: 'memory', ours: overHttp, floor: theirs, gate: 43 },
      { kind: 'memory', ours: overHttps, floor: theirs, gate: 43 },
      { kind: 'memory', ours: withKeychain, floor: theirs, gate: 50 },
      ...(await others(overHttps, leastHttps, secure, authorities, scene)),
    ]
  },
}

function list(scene: Scene, how: string, server: AccountServer, env: Record<string, string>): Side {
  const address = { BEATPASS_API_URL: `${server.origin}/api/v1` }
  const side = scene.beatpass('tokens list', { env: { ...address, ...env }, stdout: listed })
  return { ...side, name: `beatpass tokens list, ${how}` }
}

/** The same list, in the same environment, by a script that does nothing else. */
function leastOf({ name, env }: Side, server: AccountServer, scene: Scene, ...entry: string[]): Side {
  const how = name.slice(name.indexOf(',') + 2)
  const line = ['list.cjs', `${server.origin}/api/v1/users/me`, ...entry].join(' ')
  return scene.floor(line, { name: `the least script, ${how}`, env, stdout: listed })
}

/** A session in a keyring of its own; gives the environment in which it is found. */
async function signedIn(scene: Scene, server: AccountServer, trusting: Record<string, string>) {
  const keyring = await startKeyring()
  scene.closing(() => keyring.stop())
  const env = { ...keyring.env, ...trusting, BEATPASS_API_URL: `${server.origin}/api/v1` }
  const login = spawn(process.execPath, [scene.script, 'login', '--with-token'], {
    env,
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  login.stdin.end(anySecret)
  const exitCode = await new Promise(resolve => login.on('close', resolve))
  if (exitCode !== 0) throw new Error(`login ended with ${exitCode}`)
  return env
}

/** They read the same authorities. */
async function others(
  ours: Side,
  least: Side,
  server: AccountServer,
  bundle: string,
  scene: Scene,
): Promise<Row[]> {
  const gh = scene.other('gh ssh-key list', {
    env: {
      GH_HOST: server.host,
      GH_ENTERPRISE_TOKEN: 'any',
      GH_CONFIG_DIR: await scene.folder('gh'),
      GH_NO_UPDATE_NOTIFIER: '1',
      SSL_CERT_FILE: bundle,
    },
    stdout: /^deploy-000001\t/,
  })
  const path = `${server.origin}/api/v1/users/me?with=tokens`
  const curl = scene.other(`curl --silent --cacert ${bundle} ${path}`, {
    name: 'curl, HTTPS',
    stdout: /"deploy-000050"/,
  })
  return [
    gh
      ? { kind: 'paired', ours, theirs: gh, least, gate: onNode(1.3, 1.05) }
      : { kind: 'absent', name: 'gh ssh-key list', why: 'gh is not installed' },
    curl
      ? { kind: 'paired', ours, theirs: curl }
      : { kind: 'absent', name: 'curl', why: 'curl is not installed' },
  ]
}
