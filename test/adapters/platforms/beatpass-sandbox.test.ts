import { TOTP } from 'otpauth'
import { systemClock } from '../../../src/adapters/clock.ts'
import { openPlatform, platformNamed } from '../../../src/adapters/platforms/registry.ts'
import { systemRandom } from '../../../src/adapters/random.ts'
import { HttpsTransport } from '../../../src/adapters/transports/https.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { addUser } from '../../../src/sandbox/add-user.ts'
import { startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { platformContract } from '../../contracts/platform.ts'

platformContract('beatpass against the sandbox', platformNamed('beatpass'), async () => {
  let ahead = 0
  const sandbox = await startSandbox({ clock: () => new Date(Date.now() + ahead) })
  const person = async (email: string, twoFactor = false) => {
    const added = await addUser({ dataDir: sandbox.dataDir, email, twoFactor })
    const totp = new TOTP({ secret: added.totpSecret ?? 'AAAA' })
    const code = () => new Secret(totp.generate({ timestamp: Date.now() + ahead }))
    return { email, password: new Secret(added.password), code }
  }
  const ports = { transport: new HttpsTransport(), clock: systemClock, random: systemRandom }
  return {
    platform: await openPlatform('beatpass', sandbox.apiUrl, ports),
    first: await person('one@x.test'),
    second: await person('two@x.test'),
    guarded: await person('three@x.test', true),
    advance: ms => {
      ahead += ms
    },
    close: () => sandbox.stop(),
  }
})
