import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AwsStore } from '../../../../src/adapters/secret-stores/aws.ts'
import { Secret } from '../../../../src/domain/secret.ts'
import type { Entry } from '../../../../src/ports/secret-store.ts'
import { secretStoreContract } from '../../../contracts/secret-store.ts'
import { type Moto, startMoto } from '../../../emulators/moto.ts'
import { ManualClock } from '../../../fakes/manual-clock.ts'
import { freshSecret } from '../../../fakes/secrets.ts'
import { freshRemoteWorld } from '../../destinations/remote-world.ts'

let moto: Moto
beforeAll(async () => {
  moto = await startMoto()
}, 120_000)
afterAll(() => moto?.stop())

const entry: Entry = { service: 'beatpass', account: 'default/ci main' }

async function freshStore(prefix = 'beatpass') {
  const user = await moto.user()
  const env = {
    AWS_ACCESS_KEY_ID: user.accessKeyId,
    AWS_SECRET_ACCESS_KEY: user.secretAccessKey,
    AWS_REGION: moto.region,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: moto.url,
  }
  const world = freshRemoteWorld({ env, clock: new ManualClock(new Date()) })
  return { store: new AwsStore(prefix, world), user, world }
}

async function names(): Promise<string[]> {
  const { SecretList } = await moto.secrets('ListSecrets', { IncludePlannedDeletion: true })
  return (SecretList as { Name: string }[]).map(({ Name }) => Name).sort()
}

secretStoreContract('AWS Secrets Manager (moto)', async () => (await freshStore()).store)

describe('AWS Secrets Manager as a secret store', () => {
  test('what it could not open at first it opens once the reason has passed', async () => {
    const { store, world } = await freshStore()
    const env = world.env as Record<string, string | undefined>
    env.AWS_REGION = ''
    await expect(store.read(entry)).rejects.toThrow('no AWS region is set')
    env.AWS_REGION = moto.region
    expect(await store.read({ ...entry, account: 'default/none' })).toBeUndefined()
  })

  test('an entry is a secret of a readable name, the bare value in it, and gone for good when removed', async () => {
    const { store } = await freshStore('team/ci')
    const secret = freshSecret()
    await store.write(entry, secret)
    const stored = await moto.secrets('GetSecretValue', { SecretId: 'team/ci/beatpass/default/ci=20main' })
    expect(stored.SecretString).toBe(secret.reveal())
    await store.remove(entry)
    expect((await names()).filter(name => name.startsWith('team/ci'))).toEqual([])
    await store.write(entry, secret)
    expect((await store.read(entry))?.equals(secret)).toBe(true)
  })

  test('a probe leaves nothing, not even where such a server makes what it should refuse', async () => {
    const { store } = await freshStore('probed')
    const before = await names()
    await store.probe()
    expect(await names()).toEqual(before)
  })

  test.each(['GetSecretValue', 'PutSecretValue', 'CreateSecret'])(
    'who may not %s is told by the probe',
    async action => {
      const { store, user } = await freshStore()
      await user.deny(`secretsmanager:${action}`)
      await expect(store.probe()).rejects.toMatchObject({
        code: 'store_unavailable',
        failure: 'refused',
        hint: expect.stringContaining('CreateSecret'),
      })
    },
  )

  test('a larger one than AWS takes is refused', async () => {
    const { store } = await freshStore()
    const large = new Secret('x'.repeat(65_537))
    await expect(store.write(entry, large)).rejects.toMatchObject({ failure: 'refused' })
    expect(await store.read(entry)).toBeUndefined()
  })

  test('a binary one that somebody else wrote is not taken for a token', async () => {
    const { store } = await freshStore('other')
    await moto.secrets('CreateSecret', { Name: 'other/beatpass/default/ci=20main', SecretBinary: 'AAEC' })
    await expect(store.read(entry)).rejects.toMatchObject({ code: 'store_unavailable', failure: 'corrupt' })
  })

  test('what is stored, and the key, are in no trace', async () => {
    const { store, user, world } = await freshStore('traced')
    const secret = freshSecret()
    await store.write(entry, secret)
    await store.read(entry)
    const trace = world.trace.join('\n')
    expect(trace).toContain('200 in')
    for (const hidden of [secret.reveal().slice(3), user.secretAccessKey]) expect(trace).not.toContain(hidden)
  })
})
