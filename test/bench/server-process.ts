import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Certificates } from '../fakes/certificates.ts'
import type { Scene } from './scene.ts'

/**
 * Starts a server of `servers/` in a process of its own, which leaves this one idle; gives its port, which is its first
 * line. It ends with the scene.
 */
export async function startServerProcess(
  scene: Scene,
  script: string,
  args: readonly string[],
  input = '',
): Promise<number> {
  const path = join(scene.project, 'test', 'bench', 'servers', script)
  const child = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  scene.closing(async () => {
    const closed = once(child, 'close')
    child.kill()
    await closed
  })
  child.stdin.write(input)
  child.stdin.end('\n')
  const [port] = await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`${script} ended with ${code}`))),
  ])
  return Number(port)
}

/** What makes a process trust the authority by way of OpenSSL: NODE_EXTRA_CA_CERTS alone costs Node 20 some 60 ms. */
export async function trusting(
  scene: Scene,
  { ca }: Pick<Certificates, 'ca'>,
): Promise<{ NODE_OPTIONS: string; SSL_CERT_FILE: string }> {
  const file = join(await mkdtemp(join(scene.home, 'trusted-')), 'ca.pem')
  await writeFile(file, ca)
  return { NODE_OPTIONS: '--use-openssl-ca', SSL_CERT_FILE: file }
}
