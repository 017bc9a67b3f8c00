import { expect, test } from 'vitest'
import { platformNamed } from '../../src/adapters/platforms/registry.ts'
import { InvalidInput, NotSupported } from '../../src/domain/errors.ts'
import { parseExpiry } from '../../src/domain/expiry.ts'
import { grantExpiry } from '../../src/operations/grant-expiry.ts'

const now = new Date('2026-03-01T12:00:00Z')
const granted = (platform: string, text: string | undefined) =>
  grantExpiry(text === undefined ? undefined : parseExpiry(text), now, platformNamed(platform))
const at = (text: string) => new Date(text)

test.each([
  ['beatpass', undefined, null, null],
  ['beatpass', '30d', at('2026-03-31T12:00:00Z'), at('2026-03-31T12:00:00Z')],
  ['beatpass', '1y', at('2026-05-30T12:00:00Z'), null],
  ['vebto', '1y', at('2027-03-01T12:00:00Z'), at('2027-03-01T12:00:00Z')],
  ['vebto', 'never', null, null],
  ['nuweb', '30d', null, at('2026-03-31T12:00:00Z')],
  ['nuweb', 'never', null, null],
  ['meetzy', '6m', null, at('2026-09-01T12:00:00Z')],
  ['meetzy', 'never', null, at('2030-03-01T12:00:00Z')],
])('%s, %s: sent %s, kept %s', (platform, asked, sent, requestedExpiry) => {
  expect(granted(platform, asked)).toMatchObject({ sent, requestedExpiry })
})

test('what a platform does not have is refused', () => {
  expect(() => granted('beatpass', 'never')).toThrow(NotSupported)
  for (const text of ['12h', '31d', '2027-01-31', '2y'])
    expect(() => granted('meetzy', text)).toThrow(InvalidInput)
  expect(() => granted('vebto', '2026-03-01')).toThrow(InvalidInput)
})
