import { openAuthorization } from '../../../src/adapters/oauth/open-authorization.ts'
import { systemRandom } from '../../../src/adapters/random.ts'
import { HttpsTransport } from '../../../src/adapters/transports/https.ts'
import { TracedTransport } from '../../../src/adapters/transports/traced.ts'
import { BeatpassError } from '../../../src/domain/errors.ts'

export const client = { id: 'beatpass-cli' }
export const scopes = ['user.profile', 'keys.manage']

/** An OAuth client of its own against a server, whose sleep is a thousandth; what it noted and what a trace would say. */
export function benchAt(url: string) {
  const told: string[] = []
  const slept: number[] = []
  let ahead = 0
  const clock = {
    now: () => new Date(Date.now() + ahead),
    sleep: (ms: number) => {
      slept.push(ms)
      ahead += ms
      return new Promise<void>(resolve => setTimeout(resolve, ms / 1000))
    },
  }
  const authorization = openAuthorization({
    apiUrl: `${url}/v1`,
    title: 'BeatConnect',
    openTransport: () => new TracedTransport(new HttpsTransport(), clock, line => told.push(line)),
    clock,
    random: systemRandom,
    note: line => told.push(line),
  })
  return { authorization, told, slept, clock }
}

/** How work fails: the class's name, the exit code and the message. */
export async function failure(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    thrown => thrown,
  )
  if (!(error instanceof BeatpassError)) throw new Error(`no failure of ours: ${error}`)
  return { name: error.name, exitCode: error.exitCode, message: error.message, cause: error.cause }
}
