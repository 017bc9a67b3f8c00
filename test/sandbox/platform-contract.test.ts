import { TOTP } from 'otpauth'
import { expect } from 'vitest'
import { systemClock } from '../../src/adapters/clock.ts'
import { openPlatform, platformNamed } from '../../src/adapters/platforms/registry.ts'
import { systemRandom } from '../../src/adapters/random.ts'
import { HttpsTransport } from '../../src/adapters/transports/https.ts'
import { Secret } from '../../src/domain/secret.ts'
import { addUser } from '../../src/sandbox/add-user.ts'
import { type RunningSandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { type Person, type PlatformUnderTest, platformContract } from '../contracts/platform.ts'
import { flowOn, tokensFor } from './beatconnect/oauth.ts'
import { signedIn } from './person.ts'

const ports = { transport: new HttpsTransport(), clock: systemClock, random: systemRandom }

/** The adapter of a platform in front of the sandbox that plays it. */
async function under(
  name: string,
  generation?: string,
): Promise<PlatformUnderTest & { sandbox: RunningSandbox }> {
  let ahead = 0
  const clock = () => new Date(Date.now() + ahead)
  const sandbox = await startSandbox({ platform: name, generation, clock, rateLimit: false })
  const person = async (email: string, twoFactor = false) => {
    const added = await addUser({ dataDir: sandbox.dataDir, email, twoFactor })
    const totp = new TOTP({ secret: added.totpSecret ?? 'AAAA' })
    const code = () => new Secret(totp.generate({ timestamp: clock().getTime() }))
    return { email, password: new Secret(added.password), code }
  }
  const [first, second] = [await person('one@x.test'), await person('two@x.test')]
  return {
    sandbox,
    platform: openPlatform(name, sandbox.apiUrl, ports, name === 'nuweb' ? { company: '1001' } : {}),
    first,
    second,
    guarded: await person('three@x.test', true),
    requests: () => sandbox.requests,
    advance: ms => {
      ahead += ms
    },
    close: () => sandbox.stop(),
  }
}

const typed = ({ email, password }: Person) => ({ email, password: password.reveal() })

/** A token made and deleted as a person does it: on the page at that path, where it may go by another id than here. */
function byHand(sandbox: RunningSandbox, path: string, form: Record<string, string> = {}) {
  let last = ''
  return {
    async makeByHand(person: Person, name: string): Promise<Secret> {
      const someone = await signedIn(sandbox, typed(person))
      expect((await someone.submit(path, { name, ...form })).status).toBe(303)
      const page = await (await someone.get(path)).text()
      last = /\/(\d+)\/delete"/.exec(page)?.[1] ?? ''
      return new Secret(/id="secret"[^>]* value="([^"]+)"/.exec(page)?.[1] ?? '')
    },
    async endByHand(person: Person): Promise<void> {
      const someone = await signedIn(sandbox, typed(person))
      expect((await someone.submit(`${path}/${last}/delete`, {})).status).toBe(303)
    },
  }
}

for (const generation of ['a', 'b', 'c', 'strict']) {
  platformContract(`vebto ${generation} against the sandbox`, platformNamed('vebto'), () =>
    under('vebto', generation),
  )
}

platformContract(
  'nuweb against the sandbox',
  platformNamed('nuweb'),
  async () => {
    const made = await under('nuweb')
    return { ...made, ...byHand(made.sandbox, '/tokens') }
  },
  ['second factor'],
)

platformContract('meetzy against the sandbox', platformNamed('meetzy'), async () => {
  const made = await under('meetzy')
  return { ...made, ...byHand(made.sandbox, '/api-tokens', { expiration: '30d' }) }
})

platformContract('beatconnect against the sandbox', platformNamed('beatconnect'), async () => {
  const made = await under('beatconnect')
  const session = async (person: Person) =>
    new Secret((await tokensFor(await flowOn(made.sandbox, typed(person)))).access_token)
  return { ...made, session }
})
