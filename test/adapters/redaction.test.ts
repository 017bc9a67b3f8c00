import { expect, test } from 'vitest'
import { redaction } from '../../src/adapters/redaction.ts'
import { Secret } from '../../src/domain/secret.ts'

const value = 'aJ3x'.repeat(12)
const redact = redaction(new Secret(`12|${value}`))

test.each([
  ['as it is', value],
  ['in lower case', value.toLowerCase()],
  ['in upper case, with its id', `12|${value}`.toUpperCase()],
  ['as hex in upper case', Buffer.from(value).toString('hex').toUpperCase()],
  ['percent-encoded in lower case', encodeURIComponent(`12|${value}`).toLowerCase()],
])('a secret that is repeated %s is blotted out', (_how, repeated) => {
  expect(redact(`İs ${repeated} wrong`)).toMatch(/^İs (12(\||%7c))?\[secret\] wrong$/i)
})

test('words of others stay, in their own case', () => {
  expect(redact('The Platform said ABx3')).toBe('The Platform said ABx3')
})
