import { expect, test } from 'vitest'
import { openPlatform, platformNamed } from '../../../src/adapters/platforms/registry.ts'
import { InvalidInput } from '../../../src/domain/errors.ts'
import { FixedRandom } from '../../fakes/fixed-random.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { ScriptedTransport } from '../../fakes/scripted-transport.ts'

const ports = { transport: new ScriptedTransport([]), clock: new ManualClock(), random: new FixedRandom() }

test('beatpass', async () => {
  const facts = platformNamed('beatpass')
  expect(facts).toMatchObject({
    name: 'beatpass',
    defaultApiUrl: 'https://open.beatpass.ca/api/v1',
    lifetimeDays: 90,
    expiry: { kind: 'fixed' },
    names: { field: 'tokenName', min: 3, max: 100, unique: false },
  })
  expect((await openPlatform('beatpass', '', ports)).apiUrl).toBe('https://open.beatpass.ca/api/v1')
  expect((await openPlatform('beatpass', 'http://127.0.0.1:8/api/v1', ports)).apiUrl).toBe(
    'http://127.0.0.1:8/api/v1',
  )
})

test('vebto has no address of its own', async () => {
  expect(platformNamed('vebto')).toMatchObject({
    lifetimeDays: null,
    expiry: { kind: 'any' },
    defaultApiUrl: '',
  })
  await expect(openPlatform('vebto', '', ports)).rejects.toThrow(InvalidInput)
  expect((await openPlatform('vebto', 'https://x.test/api/v1', ports)).facts.name).toBe('vebto')
})

test('an unknown name is refused with the list', () => {
  for (const name of ['spotify', '', 'toString']) expect(() => platformNamed(name)).toThrow(InvalidInput)
  expect(() => platformNamed('x')).toThrow(
    expect.objectContaining({ hint: 'one of beatpass, vebto, meetzy, nuweb, beatconnect' }),
  )
})

test.each([
  ['https://open.beatpass.ca/api/v1', true],
  ['https://OPEN.beatpass.ca:443/', true],
  ['https://open.beatpass.ca./api/v1', true],
  ['https://open.beatpass.ca.evil.test/api/v1', false],
  ['https://beatpass.ca/api/v1', false],
  ['https://sandbox.open.beatpass.ca/', false],
  ['http://127.0.0.1:8080/api/v1', false],
])('consent for %s: %s', (apiUrl, needed) => {
  for (const name of ['beatpass', 'vebto']) expect(platformNamed(name).needsConsent(apiUrl)).toBe(needed)
})

test.each([
  ['https://open.beatpass.ca/api/v1', 'https://open.beatpass.ca/account-settings/developers'],
  ['http://127.0.0.1:8080/api/v1', 'http://127.0.0.1:8080/account-settings/developers'],
  ['https://x.test/music/api/v1/', 'https://x.test/music/account-settings/developers'],
  ['https://x.test', 'https://x.test/account-settings/developers'],
])('the page of %s', (apiUrl, page) => {
  expect(platformNamed('vebto').page('create', apiUrl)).toBe(page)
})
