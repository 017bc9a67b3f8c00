import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Certificates, makeCertificates } from '../../../fakes/certificates.ts'
import { bearer, freshCluster } from '../k8s-bench.ts'

let certificates: Certificates

beforeAll(() => {
  certificates = makeCertificates()
})

const v1 = 'client.authentication.k8s.io/v1'
const v1beta1 = 'client.authentication.k8s.io/v1beta1'

/** A cluster whose user is a plugin: a real program beside the kubeconfig. */
async function withPlugin(
  script: string,
  settings: object = {},
  given: Parameters<typeof freshCluster>[0] = {},
) {
  const exec = { apiVersion: v1, command: './plugin', interactiveMode: 'IfAvailable', ...settings }
  const bench = await freshCluster({ ...given, user: { exec } })
  await writeFile(join(bench.folder, 'plugin'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return bench
}

const print = (status: object, apiVersion = v1) =>
  `cat <<'END'\n${JSON.stringify({ kind: 'ExecCredential', apiVersion, status })}\nEND`

test.each([v1, v1beta1])('a plugin of %s gives the token', async apiVersion => {
  const { destination } = await withPlugin(print({ token: bearer }, apiVersion), { apiVersion })
  await destination.probe()
})

test('a plugin runs once for a run, with its arguments as they are and its own variables, without ours', async () => {
  const script = `echo run >> calls; printf '%s\\n' "$@" > args; env > seen; ${print({ token: bearer })}`
  const { destination, world, folder } = await withPlugin(script, {
    args: ['get token', '$(echo no)'],
    env: [{ name: 'REGION', value: 'eu' }],
  })
  Object.assign(world.env, { BEATPASS_TOKEN: '12|ours', BEATPASS_AGE_IDENTITY: 'ours', KEPT: 'yes' })
  await destination.probe()
  await destination.observe()
  const { readFile } = await import('node:fs/promises')
  const read = (name: string) => readFile(join(folder, name), 'utf8')
  expect(await read('calls')).toBe('run\n')
  expect(await read('args')).toBe('get token\n$(echo no)\n')
  const seen = await read('seen')
  expect(seen).toMatch(/^REGION=eu$/m)
  expect(seen).toMatch(/^KEPT=yes$/m)
  expect(seen).toMatch(
    /^KUBERNETES_EXEC_INFO=\{"kind":"ExecCredential","apiVersion":".*\/v1","spec":\{"interactive":false\}\}$/m,
  )
  expect(seen).not.toMatch(/^BEATPASS_(TOKEN|AGE)/m)
})

test('a plugin that asks for it is told of the cluster, and may give a certificate', async () => {
  const status = { clientCertificateData: certificates.cert, clientKeyData: certificates.key }
  const cluster = { 'certificate-authority-data': Buffer.from(certificates.ca).toString('base64') }
  const { destination, server } = await withPlugin(
    `case "$KUBERNETES_EXEC_INFO" in *'"server":"https://127.0.0.1'*) ;; *) exit 3 ;; esac; ${print(status)}`,
    { provideClusterInfo: true },
    { certificates, cluster },
  )
  await destination.probe()
  server.rules.forbidden.add('get')
  await expect(destination.probe()).rejects.toThrow(/User "localhost"/)
})

describe('a plugin that does not help', () => {
  test.each<[what: string, script: string, settings: object, message: RegExp, hint: RegExp]>([
    ['fails', 'echo dont-tell >&2; exit 4', {}, /plugin failed \(4\)/, /run it by hand/],
    ['is killed', 'kill -9 $$', {}, /ended by a signal/, /run it by hand/],
    ['prints something else', 'echo dont-tell', {}, /printed no JSON/, /run it by hand/],
    ['prints another version', print({ token: 'x' }, v1beta1), {}, /no ExecCredential of .*\/v1$/, /by hand/],
    ['gives nothing', print({}), {}, /gave no credential/, /sign in/],
    ['gives half', print({ clientCertificateData: 'x' }), {}, /gave no credential/, /sign in/],
    ['speaks another version', '', { apiVersion: `${v1}alpha1` }, /v1alpha1/, /known are/],
    ['needs a terminal', '', { interactiveMode: 'Always' }, /needs a terminal/, /another kind/],
    ['is not there', '', { command: 'no-such-plugin' }, /not installed/, /install it/],
    [
      'says how to install it',
      '',
      { command: 'no-such', installHint: 'apt it\n' },
      /not installed/,
      /^apt it$/,
    ],
  ])('%s', async (_, script, settings, message, hint) => {
    const { destination, server } = await withPlugin(script, settings)
    const error = await destination.probe().catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      exitCode: 7,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    })
    expect(String(error)).not.toContain('dont-tell')
    expect(server.asked).toEqual([])
  })
})
