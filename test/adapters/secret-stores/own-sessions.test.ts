import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OwnSessions } from '../../../src/adapters/secret-stores/own-sessions.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { secretStoreContract } from '../../contracts/secret-store.ts'
import { FixedRandom } from '../../fakes/fixed-random.ts'
import { MemorySecretStore } from '../../fakes/memory-secret-store.ts'
import { freshFolder } from '../../folder.ts'

const session = { service: 'beatpass-session', account: 'default' } as const
const token = { service: 'beatpass', account: 'default/ci-main' } as const

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beatpass-test-'))
})
afterAll(() => rm(folder, { recursive: true }))

secretStoreContract(
  'a shared store with own sessions',
  () => new OwnSessions(new MemorySecretStore(), { dataDir: folder, random: new FixedRandom() }),
)

test('two installations have tokens in common and each their own session', async () => {
  const shared = new MemorySecretStore()
  const random = new FixedRandom()
  const [one, other] = [
    new OwnSessions(shared, { dataDir: join(await freshFolder(), 'beatpass'), random }),
    new OwnSessions(shared, { dataDir: await freshFolder(), random }),
  ]
  await one.write(token, new Secret('common'))
  expect((await other.read(token))?.reveal()).toBe('common')
  await one.write(session, new Secret('of one'))
  expect(await other.read(session)).toBeUndefined()
  await other.remove(session)
  await other.write(session, new Secret('of the other'))
  expect((await one.read(session))?.reveal()).toBe('of one')
  await one.remove(session)
  expect(await one.read(session)).toBeUndefined()
  expect((await other.read(session))?.reveal()).toBe('of the other')
})

test('an installation gets its name with its first session and keeps it; a token asks for none', async () => {
  const dataDir = join(await freshFolder(), 'beatpass')
  const shared = new MemorySecretStore()
  const open = () => new OwnSessions(shared, { dataDir, random: new FixedRandom() })
  await open().write(token, new Secret('x'))
  await open().read(session)
  await expect(stat(dataDir)).rejects.toThrow('ENOENT')
  await open().write(session, new Secret('x'))
  const name = (await readFile(join(dataDir, 'installation'), 'utf8')).trim()
  expect(name).toMatch(/^[A-Za-z0-9-]+-[a-z2-7]{10}$/)
  expect([...shared.entries.keys()]).toEqual(['beatpass/default/ci-main', `beatpass-session/default/${name}`])
  expect((await open().read(session))?.reveal()).toBe('x')
})
