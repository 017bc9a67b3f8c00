import { expect, test } from 'vitest'
import { crc32c } from '../../../../src/adapters/destinations/gcp/crc32c.ts'
import { GcpPlace } from '../../../../src/adapters/destinations/gcp.ts'
import { InvalidInput } from '../../../../src/domain/errors.ts'
import { crc32c as byDefinition } from '../../../emulators/crc32c.ts'
import { freshRemoteWorld } from '../remote-world.ts'

test.each([
  '',
  'acme-prod',
  'acme-prod/',
  '/token',
  'acme/token',
  'Acme-prod/token',
  'acme-prod-/token',
  'acme-prod/a/b',
  'acme-prod/a b',
  'acme-prod/a.b',
  'acme-prod/token#x',
  'acme-prod/token?x',
  'acme-prod/token:addVersion',
  `acme-prod/${'x'.repeat(256)}`,
])('gcp:%s is refused with an example', rest => {
  const open = () => new GcpPlace(rest, freshRemoteWorld())
  expect(open).toThrow(InvalidInput)
  expect(open).toThrow(expect.objectContaining({ hint: 'for example gcp:acme-prod/beatpass-token' }))
})

test.each(['acme-prod/token', '123456789012/TOKEN_1', 'example.com:acme-prod/a-b'])(
  'gcp:%s is taken',
  rest => {
    expect(new GcpPlace(rest, freshRemoteWorld()).to).toBe(`gcp:${rest}`)
  },
)

test('crc32c is that of Castagnoli', () => {
  expect(crc32c(Buffer.from('bp2'))).toBe(1_739_286_395)
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283)
  for (const text of ['', '12|geheim ✓', 'x'.repeat(1000)]) {
    expect(crc32c(Buffer.from(text))).toBe(byDefinition(Buffer.from(text)))
  }
})
