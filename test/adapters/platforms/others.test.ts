import { TOTP } from 'otpauth'
import { systemClock } from '../../../src/adapters/clock.ts'
import { openPlatform, platformNamed } from '../../../src/adapters/platforms/registry.ts'
import { systemRandom } from '../../../src/adapters/random.ts'
import { HttpsTransport } from '../../../src/adapters/transports/https.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { addUser } from '../../../src/sandbox/add-user.ts'
import type { RunningSandbox, SandboxOptions } from '../../../src/sandbox/start-sandbox.ts'
import { type PlatformUnderTest, platformContract } from '../../contracts/platform.ts'
import { sessionOn, startPlatform } from '../../sandbox/platform-server.ts'

const ports = { transport: new HttpsTransport(), clock: systemClock, random: systemRandom }

async function underTest(platform: string, options: SandboxOptions = {}): Promise<PlatformUnderTest> {
  const server = await startPlatform(platform, options)
  const { sandbox, makeByHand, endByHand, requests, close } = server
  const [first, second] = server.people
  const common = { first, second, requests, close, guarded: await guardedOn(sandbox) }
  const opened = await openPlatform(
    platform,
    server.apiUrl,
    ports,
    platform === 'nuweb' ? { company: '1001' } : {},
  )
  const byHand = platform === 'nuweb' || platform === 'meetzy' ? { makeByHand, endByHand } : {}
  const session =
    platform === 'beatconnect'
      ? { session: (who: PlatformUnderTest['first']) => sessionOn(sandbox, who) }
      : {}
  return { platform: opened, ...common, ...byHand, ...session }
}

async function guardedOn({ dataDir }: RunningSandbox) {
  const { email, password, totpSecret } = await addUser({ dataDir, email: 'three@x.test', twoFactor: true })
  const totp = new TOTP({ secret: totpSecret ?? 'AAAA' })
  return { email, password: new Secret(password), code: () => new Secret(totp.generate()) }
}

platformContract('meetzy against the sandbox', platformNamed('meetzy'), () => underTest('meetzy'))
platformContract('beatconnect against the sandbox', platformNamed('beatconnect'), () =>
  underTest('beatconnect'),
)
platformContract('nuweb against the sandbox', platformNamed('nuweb'), () => underTest('nuweb'))

for (const generation of ['a', 'b', 'c', 'strict'])
  platformContract(
    `vebto, generation ${generation}, against the sandbox`,
    platformNamed('vebto'),
    () => underTest('vebto', { generation }),
    // No fixed lifetime, so none that could be waited for.
    ['time'],
  )
