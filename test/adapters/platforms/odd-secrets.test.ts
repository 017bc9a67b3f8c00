import { expect, test } from 'vitest'
import { BeatConnectApps } from '../../../src/adapters/platforms/beatconnect-apps.ts'
import { beatconnectFacts } from '../../../src/adapters/platforms/beatconnect-facts.ts'
import { openPlatform } from '../../../src/adapters/platforms/registry.ts'
import { HttpsTransport } from '../../../src/adapters/transports/https.ts'
import { RetryBudget } from '../../../src/adapters/transports/retries.ts'
import { FixedRandom } from '../../fakes/fixed-random.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { startScriptedServer } from '../../fakes/scripted-server.ts'
import { freshSecret } from '../../fakes/secrets.ts'

const world = () => ({
  transport: new HttpsTransport(),
  clock: new ManualClock(),
  random: new FixedRandom(),
  budget: new RetryBudget(),
})

// Regressed: an empty client secret was delivered to a command and told as done, and one of two lines was masked by half.
test.each(['', ' ', 'one\n::set-output name=x::two', 'cut\0here'])('%j is no secret', async secret => {
  const key = { id: 'k1', name: 'ci-main', status: 'active', masked: '*', environment: 'live' }
  const app = { id: 'a1', name: 'Shop', type: 'web', status: 'active', redirect_uris: [], scopes: [] }
  const server = await startScriptedServer([
    { body: { data: key, key: secret } },
    { body: { data: app, client_secret: secret } },
    { body: { client_secret: secret } },
  ])
  const credential = freshSecret()
  const platform = await openPlatform('beatconnect', server.url, world(), {})
  const apps = new BeatConnectApps(server.url, beatconnectFacts, world())
  const unknown = { code: 'outcome_unknown', message: expect.stringMatching(/ is not a secret$/) }
  const created = platform.createToken(credential, { name: 'ci-main', expiresAt: null })
  await expect(created).rejects.toMatchObject(unknown)
  const wanted = { name: 'Shop', type: 'web', redirectUris: [], scopes: [] } as const
  await expect(apps.create(credential, wanted)).rejects.toMatchObject(unknown)
  await expect(apps.renewSecret(credential, 'a1')).rejects.toMatchObject(unknown)
  await server.close()
})
