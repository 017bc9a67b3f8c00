import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeCertificates } from '../../fakes/certificates.ts'
import { startConnectProxy } from '../../fakes/connect-proxy.ts'
import { answer, startRawServer } from '../../fakes/raw-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'beatpass-transport-'))
const certificates = makeCertificates()
const server = await startRawServer(socket => socket.write(answer('200 OK', {}, 'ok')), certificates)
const proxy = await startConnectProxy()

beforeAll(async () => {
  const bundle = await rolldown({
    input: join(import.meta.dirname, 'transport-child.ts'),
    platform: 'node',
    external: [/^node:/],
  })
  await bundle.write({
    dir: folder,
    format: 'cjs',
    entryFileNames: 'child.cjs',
    chunkFileNames: '[name].cjs',
  })
  writeFileSync(join(folder, 'ca.pem'), certificates.ca)
})

afterAll(async () => {
  await server.close()
  await proxy.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Ends only when the child does: an idle connection that held it would run into the test's time limit. */
function child(args: string[], env: Record<string, string>): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [join(folder, 'child.cjs'), ...args], { env }, (error, stdout, stderr) =>
      error ? reject(error) : resolve({ stdout, stderr }),
    )
  })
}

test.each([
  ['straight', []],
  ['through a proxy', [proxy.url.href]],
])('%s: NODE_EXTRA_CA_CERTS is honoured and the process ends by itself', async (_, args) => {
  const { stdout } = await child([server.url, ...args], { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') })
  expect(JSON.parse(stdout)).toMatchObject({ get: 'ok', post: 'ok' })
})

test('without that authority the server is refused, even with NODE_TLS_REJECT_UNAUTHORIZED=0', async () => {
  const { stdout } = await child([server.url], { NODE_TLS_REJECT_UNAUTHORIZED: '0' })
  expect(JSON.parse(stdout).failed).toMatch(/no trusted TLS connection/)
})

test('undici is not loaded for a straight connection', async () => {
  const { stdout } = await child([server.url], { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') })
  expect(JSON.parse(stdout)).toMatchObject({ undici: 0 })
})

test.each([
  ['straight', []],
  ['through a proxy', [`http://someone:proxysecret@${proxy.url.host}`]],
])('%s: NODE_DEBUG prints neither the credential nor the body', async (_, args) => {
  const { stdout, stderr } = await child([server.url, ...args], {
    NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
    NODE_DEBUG: 'http,https,net,tls,stream,undici,fetch',
  })
  expect(JSON.parse(stdout)).toMatchObject({ get: 'ok' })
  expect(stderr).not.toBe('')
  for (const hidden of ['topsecret', 'hush', 'proxysecret']) expect(stderr).not.toContain(hidden)
})
