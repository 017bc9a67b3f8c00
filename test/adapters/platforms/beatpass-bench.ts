import { BeatPass } from '../../../src/adapters/platforms/beatpass.ts'
import { beatpassFacts } from '../../../src/adapters/platforms/beatpass-facts.ts'
import type { BeatPassSite } from '../../../src/adapters/platforms/vebto-facts.ts'
import { HttpsTransport } from '../../../src/adapters/transports/https.ts'
import { RetryBudget } from '../../../src/adapters/transports/retries.ts'
import type { BeatpassError } from '../../../src/domain/errors.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { FixedRandom } from '../../fakes/fixed-random.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import {
  type RecordedRequest,
  type ScriptedAnswer,
  startScriptedServer,
} from '../../fakes/scripted-server.ts'

export const credential = new Secret(`5|${'c'.repeat(48)}`)
export const password = new Secret('hunter-2')
export const plain = `12|${'aB3'.repeat(16)}`

export const row = {
  id: 12,
  name: 'ci-main',
  abilities: ['*'],
  expires_at: null,
  last_used_at: null,
  created_at: '2026-03-01T11:59:44.000000Z',
  updated_at: '2026-03-01T11:59:44.000000Z',
  tokenable_id: 7,
  tokenable_type: 'user',
}
export const user = {
  id: 7,
  display_name: 'Me',
  email: 'me@x.test',
  avatar: 'x',
  two_factor_recovery_codes: ['fjord'],
}

/** Runs `use` against a real server that gives these answers, all of which must be asked for. */
export async function against<T>(
  answers: ScriptedAnswer[],
  use: (platform: BeatPass) => Promise<T>,
  site: BeatPassSite = beatpassFacts,
): Promise<{ result: T; requests: RecordedRequest[]; url: string }> {
  const server = await startScriptedServer(answers)
  const result = await use(platformAt(server.url, site))
  await server.close()
  return { result, requests: server.requests, url: server.url }
}

/** The platform at that address, with a clock that stands still. */
export function platformAt(url: string, site: BeatPassSite = beatpassFacts): BeatPass {
  const clock = new ManualClock()
  const budget = new RetryBudget()
  return new BeatPass(site, url, {
    transport: new HttpsTransport(),
    clock,
    random: new FixedRandom(),
    budget,
  })
}

/** An answer of Laravel's kind. */
export const says = (status: number, message: unknown, errors?: unknown): ScriptedAnswer => ({
  status,
  body: { message, ...(errors === undefined ? {} : { errors }) },
})

export const uses = {
  'sign-in': (platform: BeatPass) =>
    platform.signIn({ email: 'me@x.test', password, tokenName: 'beatpass cli' }),
  'sign-in with a code': (platform: BeatPass) =>
    platform.signIn({ email: 'me@x.test', password, tokenName: 'beatpass cli', otp: new Secret('424242') }),
  list: (platform: BeatPass) => platform.listTokens(credential),
  create: (platform: BeatPass) => platform.createToken(credential, { name: 'ci-main', expiresAt: null }),
  revoke: (platform: BeatPass) => platform.revokeToken(credential, '12'),
}
export type Use = keyof typeof uses

/** The error that these answers make of that use. */
export async function refusal(use: Use, ...answers: ScriptedAnswer[]): Promise<BeatpassError> {
  const { result } = await against<unknown>(answers, platform =>
    uses[use](platform).then(
      () => new Error('it did not fail'),
      error => error,
    ),
  )
  return result as BeatpassError
}
