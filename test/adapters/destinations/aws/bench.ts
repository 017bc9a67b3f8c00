import { onTestFinished } from 'vitest'
import { AwsPlace } from '../../../../src/adapters/destinations/aws.ts'
import { RemoteDestination } from '../../../../src/adapters/destinations/remote/remote-destination.ts'
import { startAwsEmulator } from '../../../emulators/aws.ts'
import { ManualClock } from '../../../fakes/manual-clock.ts'
import { freshRemoteWorld } from '../remote-world.ts'

/** The emulator's user has a session. */
export const sessionToken = 'session-token-of-the-emulator'

/** An emulator that holds the secret, and a place for `rest` in it; `given` is more of the environment. */
async function fresh(rest: string, initial?: string, given: Record<string, string> = {}) {
  const clock = new ManualClock('2026-03-01T12:00:00Z')
  const emulator = await startAwsEmulator(() => clock.now(), { sessionToken })
  const env = {
    AWS_ACCESS_KEY_ID: emulator.identity.accessKeyId,
    AWS_SECRET_ACCESS_KEY: emulator.identity.secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_DEFAULT_REGION: emulator.identity.region,
    AWS_ENDPOINT_URL: emulator.url,
    ...given,
  }
  const name = rest.replace(/#.*/, '')
  emulator.secrets.run('CreateSecret', {
    Name: name,
    ...(initial === undefined ? {} : { SecretString: initial, ClientRequestToken: 'first-'.padEnd(32, '0') }),
  })
  const world = freshRemoteWorld({ env, clock })
  const place = new AwsPlace(rest, world)
  return { emulator, name, world, clock, place, destination: new RemoteDestination(place) }
}

/** The same, ended with the test. */
export async function within(rest: string, initial?: string, given: Record<string, string> = {}) {
  const bench = await fresh(rest, initial, given)
  onTestFinished(() => bench.emulator.stop())
  return bench
}
