import { expect, test } from 'vitest'
import { openPlatform } from '../../../src/adapters/platforms/registry.ts'
import { HttpsTransport } from '../../../src/adapters/transports/https.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { FixedRandom } from '../../fakes/fixed-random.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { type ScriptedAnswer, startScriptedServer } from '../../fakes/scripted-server.ts'
import { freshSecret } from '../../fakes/secrets.ts'

const names = ['beatpass', 'vebto', 'nuweb', 'meetzy', 'beatconnect'] as const
type Platform = Awaited<ReturnType<typeof openPlatform>>

/** What a refusal says that comes as this answer. */
async function refused(name: string, answer: ScriptedAnswer, use: (platform: Platform) => Promise<unknown>) {
  const server = await startScriptedServer([answer])
  const world = { transport: new HttpsTransport(), clock: new ManualClock(), random: new FixedRandom() }
  const platform = await openPlatform(name, server.url, world, name === 'nuweb' ? { company: '1' } : {})
  const error: unknown = await use(platform).catch((reason: unknown) => reason)
  await server.close()
  return (error as Error).message
}

/** In both of the forms in which the platforms refuse. */
const saying = (words: string, status = 403): ScriptedAnswer => ({
  status,
  body: { message: words, error: { code: 'FORBIDDEN', message: words } },
})

const forms: Record<string, (value: string) => string> = {
  'without its id': value => value.slice(3),
  'its first half': value => value.slice(3, 27),
  'its second half': value => value.slice(27),
  'in base64': value => Buffer.from(value).toString('base64'),
  'in base64 behind a user': value => Buffer.from(`me:${value}`).toString('base64'),
  'percent-encoded': value => encodeURIComponent(value),
}

test.each(names.flatMap(name => Object.keys(forms).map(form => [name, form] as const)))(
  'a credential that %s repeats %s is not told',
  async (name, form) => {
    const secret = freshSecret(12)
    const repeated = forms[form]?.(secret.reveal()) ?? ''
    const told = await refused(name, saying(`no: ${repeated}, sorry`), it => it.listTokens(secret))
    expect(told).toMatch(/: no: [A-Za-z0-9:]{0,8}\[secret\]=*, sorry$/)
  },
)

test.each(['beatpass', 'nuweb'])(
  '%s: neither the password nor the code comes back in a complaint',
  async name => {
    const sent = {
      email: 'me@x.test',
      tokenName: 'cli',
      password: new Secret('pä/ss "w"'),
      otp: new Secret('424242'),
    }
    const errors = { email: [`pä/ss "w" and ${encodeURIComponent('pä/ss "w"')} with 424242`] }
    const told = await refused(name, { status: 422, body: { message: 'x', errors } }, it => it.signIn(sent))
    expect(told).toMatch(/: \[secret\] and \[secret\] with \[secret\]$/)
  },
)

test('a redirection to an address that holds the credential does not tell it', async () => {
  const secret = freshSecret(12)
  const answer = { status: 302, headers: { Location: `/sso/${secret.reveal().slice(3)}` } }
  expect(await refused('beatpass', answer, it => it.listTokens(secret))).toBe(
    'the platform redirected to /sso/[secret] instead of answering',
  )
})
