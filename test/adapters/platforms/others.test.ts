import { systemClock } from '../../../src/adapters/clock.ts'
import { openPlatform, platformNamed } from '../../../src/adapters/platforms/registry.ts'
import { systemRandom } from '../../../src/adapters/random.ts'
import { HttpsTransport } from '../../../src/adapters/transports/https.ts'
import { type PlatformUnderTest, platformContract } from '../../contracts/platform.ts'
import { startBeatConnect } from './servers/beatconnect.ts'
import { startMeetzy } from './servers/meetzy.ts'
import { startNuweb } from './servers/nuweb.ts'
import type { PlatformServer } from './servers/serve.ts'

const ports = { transport: new HttpsTransport(), clock: systemClock, random: systemRandom }

function underTest(name: string, server: PlatformServer): PlatformUnderTest {
  const [first, second] = server.people
  const platform = openPlatform(name, server.apiUrl, ports, name === 'nuweb' ? { company: '1001' } : {})
  return { platform, first, second, requests: server.requests, close: server.close }
}

platformContract(
  'nuweb',
  platformNamed('nuweb'),
  async () => {
    const server = await startNuweb()
    const { makeByHand, endByHand } = server
    return { ...underTest('nuweb', server), makeByHand, endByHand }
  },
  ['second factor'],
)

platformContract('meetzy', platformNamed('meetzy'), async () => {
  const server = await startMeetzy()
  const { makeByHand, endByHand } = server
  return { ...underTest('meetzy', server), makeByHand, endByHand }
})

platformContract('beatconnect', platformNamed('beatconnect'), async () => {
  const server = await startBeatConnect()
  return { ...underTest('beatconnect', server), session: server.session }
})
