import { openApplications } from '../../../src/adapters/platforms/open-applications.ts'
import { openPlatform } from '../../../src/adapters/platforms/registry.ts'
import { HttpsTransport } from '../../../src/adapters/transports/https.ts'
import { RetryBudget } from '../../../src/adapters/transports/retries.ts'
import { applicationsContract } from '../../contracts/applications.ts'
import { FixedRandom } from '../../fakes/fixed-random.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { sessionOn, startPlatform } from '../../sandbox/platform-server.ts'

applicationsContract('BeatConnect against the sandbox', async () => {
  const { sandbox, apiUrl, people, close } = await startPlatform('beatconnect')
  const world = {
    transport: new HttpsTransport(),
    clock: new ManualClock(),
    random: new FixedRandom(),
    budget: new RetryBudget(),
  }
  const platform = await openPlatform('beatconnect', apiUrl, world, {})
  const credential = await sessionOn(sandbox, people[0], 'apps.manage')
  return { applications: openApplications(platform, world), credential, close }
})
