import { generateKeyPairSync } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { freshManager, type GcpBench } from '../gcp-bench.ts'
import { acting, federated, hiddenParts, keyFile, type Make, userFile, withFile } from './key-files.ts'

describe('a credential that does not help', () => {
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const withKey =
    (private_key: string): Make =>
    bench => ({ ...keyFile(bench), private_key })
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

  test.each<[what: string, make: Make, message: RegExp, hint: RegExp]>([
    [
      'revoked',
      b => ({ ...userFile(b), refresh_token: 'revoked-token' }),
      /\(400\): invalid_grant: expired: \[hidden\]$/,
      /login/,
    ],
    [
      'of a deleted key',
      withKey(other.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
      /Invalid JWT Signature/,
      /deleted or disabled/,
    ],
    ['whose key is none', withKey('dont-tell-this'), /private_key .* is not an RSA key/, /again/],
    [
      'whose key is no RSA key',
      withKey(ec.export({ type: 'pkcs8', format: 'pem' }).toString()),
      /not an RSA key/,
      /again/,
    ],
    [
      'of an unknown type',
      () => ({ type: 'gdch_service_account' }),
      /'gdch_service_account' .* not supported/,
      /ACCESS_TOKEN/,
    ],
    ['without a type', () => ({}), /type is missing/, /login/],
    ['without a field', b => ({ ...userFile(b), client_id: 3 }), /client_id is not a text/, /login/],
    [
      'sent in the clear',
      () => ({ ...keyFile({ server: { url: 'http://x.test' } } as GcpBench) }),
      /not an https address/,
      /https/,
    ],
    [
      'of a program',
      federated(() => ({ executable: { command: 'x' } })),
      /neither a file nor an address/,
      /ACCESS_TOKEN/,
    ],
    ['of a missing file', federated(() => ({ file: 'none' })), /no file .*none/, /check the path/],
    [
      'of another subject',
      federated(() => ({ file: 'key.json' })),
      /\(400\): invalid_grant: not that one/,
      /pool/,
    ],
    ['that may not act', acting(federated(() => ({ file: 'key.json' }))), /refuses/, /\S/],
  ])('%s', async (_, make, message, hint) => {
    const { destination } = await withFile(make)
    const error = await destination.probe().catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    })
    const told = inspect(error, { depth: 9, showHidden: true })
    for (const hidden of [...hiddenParts, 'dont-tell', 'revoked-token']) expect(told).not.toContain(hidden)
  })

  test.each<[host: string, message: RegExp]>([
    ['metadata.evil.test', /GCE_METADATA_HOST is not the address/],
    ['127.0.0.1:1', /no Google Cloud credentials were found/],
  ])('a metadata server at %s', async (host, message) => {
    const { destination } = await freshManager({ env: { GCE_METADATA_HOST: host } })
    await expect(destination.probe()).rejects.toThrow(message)
  })

  test('a server that is no metadata server, and one without a token', async () => {
    const bench = await freshManager({ env: {} })
    const { host } = new URL(bench.server.url)
    Object.assign(bench.world.env, { GCE_METADATA_HOST: host })
    const metadata = ({ path }: { path: string }) => path.startsWith('/computeMetadata')
    bench.server.meddle(metadata, { status: 200, body: { access_token: 'planted' } })
    await expect(bench.place.read()).rejects.toThrow(/no Google Cloud credentials/)
    const other = await freshManager({ env: { GCE_METADATA_HOST: host } })
    bench.server.meddle(metadata, { status: 404, headers: { 'Metadata-Flavor': 'Google' } })
    await expect(other.place.read()).rejects.toThrow(/gives no access token \(404\)/)
  })

  test('a file that is not there', async () => {
    const { destination } = await freshManager({ env: { GOOGLE_APPLICATION_CREDENTIALS: 'none.json' } })
    await expect(destination.probe()).rejects.toThrow(
      /no file .*none.json, which GOOGLE_APPLICATION_CREDENTIALS/,
    )
  })
})
