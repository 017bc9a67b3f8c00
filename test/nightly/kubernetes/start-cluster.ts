import { type ChildProcess, spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { HttpsTransport } from '../../../src/adapters/transports/https.ts'
import type { HttpRequest, HttpResponse } from '../../../src/ports/transport.ts'
import { makeCertificates } from '../../fakes/certificates.ts'

/** A real API server with its etcd, on loopback. */
export interface RealCluster {
  url: string
  ca: string
  /** Asks it as the owner of the bearer token. */
  ask(
    bearer: string,
    method: HttpRequest['method'],
    path: string,
    body?: unknown,
    type?: string,
  ): Promise<HttpResponse>
  stop(): Promise<void>
}

/** Starts etcd and the given kube-apiserver. `users` are the bearer tokens, and who they are: `name` or `name,group`. */
export async function startCluster(apiserver: string, users: Record<string, string>): Promise<RealCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'beatpass-cluster-'))
  const certificates = makeCertificates()
  const at = (name: string) => join(folder, name)
  const lines = Object.entries(users).map(([token, user]) => {
    const [name = '', group] = user.split(',')
    return `${token},${name},${name}${group ? `,"${group}"` : ''}`
  })
  await writeFile(at('tokens.csv'), `${lines.join('\n')}\n`, { mode: 0o600 })
  await writeFile(at('ca.pem'), certificates.ca)
  await writeFile(at('cert.pem'), certificates.cert)
  await writeFile(at('key.pem'), certificates.key, { mode: 0o600 })
  await writeFile(at('accounts.pem'), accountsKey(), { mode: 0o600 })
  const [client, peer, port] = [await freePort(), await freePort(), await freePort()]
  const etcd = `http://127.0.0.1:${client}`
  const children = [start('etcd', etcdArguments(at('etcd'), etcd, `http://127.0.0.1:${peer}`))]
  children.push(start(apiserver, serverArguments(at, etcd, port)))
  const transport = new HttpsTransport({ ca: certificates.ca })
  const url = `https://127.0.0.1:${port}`
  const cluster: RealCluster = {
    url,
    ca: certificates.ca,
    ask: (bearer, method, path, body, type = 'application/json') => {
      const text = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body)
      const headers = {
        Authorization: `Bearer ${bearer}`,
        Accept: 'application/json',
        ...(text === undefined ? {} : { 'Content-Type': type }),
      }
      const request = { method, url: `${url}${path}`, headers, maxBytes: 4 * 1024 * 1024 }
      return transport.send(text === undefined ? request : { ...request, body: text })
    },
    stop: async () => {
      for (const child of children.reverse()) await end(child)
      await rm(folder, { recursive: true, force: true })
    },
  }
  await untilReady(cluster, Object.keys(users)[0] ?? '', children).catch(async error => {
    await cluster.stop()
    throw error
  })
  return cluster
}

/** What signs the tokens of service accounts: RSA in PKCS#1, the form that every version reads. */
function accountsKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
}

function etcdArguments(folder: string, client: string, peer: string): string[] {
  return [
    ...['--data-dir', folder, '--listen-client-urls', client, '--advertise-client-urls', client],
    ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
    ...['--initial-cluster', `default=${peer}`],
  ]
}

function serverArguments(at: (name: string) => string, etcd: string, port: number): string[] {
  return [
    `--etcd-servers=${etcd}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    '--insecure-port=0',
    `--cert-dir=${at('.')}`,
    `--tls-cert-file=${at('cert.pem')}`,
    `--tls-private-key-file=${at('key.pem')}`,
    `--client-ca-file=${at('ca.pem')}`,
    `--token-auth-file=${at('tokens.csv')}`,
    '--authorization-mode=RBAC',
    `--service-account-key-file=${at('accounts.pem')}`,
    `--service-account-signing-key-file=${at('accounts.pem')}`,
    '--service-account-issuer=https://kubernetes.test',
    '--service-cluster-ip-range=10.0.0.0/24',
    '--disable-admission-plugins=ServiceAccount',
  ]
}

interface Child {
  process: ChildProcess
  /** The end of what it said. */
  said: string
}

function start(command: string, args: string[]): Child {
  const child: Child = { process: spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] }), said: '' }
  child.process.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    child.said = (child.said + chunk).slice(-4000)
  })
  child.process.on('error', error => {
    child.said += String(error)
  })
  return child
}

async function end({ process: child }: Child): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const closed = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await closed
  clearTimeout(late)
}

/** Ready, and with its default namespace, which it makes a little later. */
async function untilReady(cluster: RealCluster, bearer: string, children: Child[]): Promise<void> {
  for (let tries = 0; tries < 240; tries++) {
    const dead = children.find(({ process: { exitCode, pid } }) => exitCode !== null || pid === undefined)
    if (dead) throw new Error(`a process of the cluster ended:\n${dead.said}`)
    const states = await Promise.all(
      ['/readyz', '/api/v1/namespaces/default'].map(path =>
        cluster.ask(bearer, 'GET', path).then(
          ({ status }) => status,
          () => 0,
        ),
      ),
    )
    if (states.every(status => status === 200)) return
    await sleep(500)
  }
  throw new Error(`the API server is not ready after 120 s:\n${children[1]?.said}`)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
