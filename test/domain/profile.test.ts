import { describe, expect, test } from 'vitest'
import { parseDestination } from '../../src/domain/destination.ts'
import { InvalidInput } from '../../src/domain/errors.ts'
import { identityInWords, parseApiUrl, parseProfileName, parseTenant } from '../../src/domain/profile.ts'

describe('a profile name', () => {
  test.each(['default', 'a', '9', 'Work.eu_1-b', 'a'.repeat(64)])('may be %s', text => {
    expect(parseProfileName(text)).toBe(text)
  })

  test.each(['', '.hidden', '-flag', '_a', 'a/b', 'a b', '..', 'é', 'a\n', 'a'.repeat(65)])(
    'may not be %j: it is part of file names and keychain entries',
    text => {
      expect(() => parseProfileName(text)).toThrow(InvalidInput)
    },
  )
})

describe('an API address', () => {
  test.each([
    ['https://open.beatpass.ca/api/v1', 'https://open.beatpass.ca/api/v1'],
    ['https://open.beatpass.ca/api/v1//', 'https://open.beatpass.ca/api/v1'],
    ['HTTPS://Open.BeatPass.ca', 'https://open.beatpass.ca'],
    ['http://localhost:8080/api', 'http://localhost:8080/api'],
    ['http://127.0.0.1:1/', 'http://127.0.0.1:1'],
    ['http://127.9.9.9', 'http://127.9.9.9'],
    ['http://[::1]:3000/x', 'http://[::1]:3000/x'],
  ])('%s is %s', (text, url) => {
    expect(parseApiUrl(text)).toBe(url)
  })

  test.each([
    ['open.beatpass.ca', 'not an address'],
    ['', 'not an address'],
    ['http://open.beatpass.ca', 'must be https'],
    ['http://localhost.evil.example', 'must be https'],
    ['http://127.0.0.1.evil.example', 'must be https'],
    ['ftp://localhost', 'must be https'],
    ['file:///etc/passwd', 'must be https'],
    ['https://user@host', 'cannot hold'],
    ['https://:pass@host', 'cannot hold'],
    ['https://host?key=1', 'cannot hold'],
    ['https://host#x', 'cannot hold'],
  ])('%j is refused: %s', (text, why) => {
    expect(() => parseApiUrl(text)).toThrow(InvalidInput)
    expect(() => parseApiUrl(text)).toThrow(why)
  })
})

test.each(['https://ci:hunter-2@host:99999/', 'ci:hunter-2@host', 'https://ci:hunter-2@x@[host/'])(
  'the password in %s is not told',
  text => {
    expect(() => parseApiUrl(text)).toThrow(InvalidInput)
    expect(() => parseApiUrl(text)).not.toThrow('hunter-2')
  },
)

describe('what a profile is tied to', () => {
  const identity = { platform: 'nuweb', apiUrl: 'https://api.nuwebgroup.com/v1' }

  test.each([
    [{}, 'nuweb at https://api.nuwebgroup.com/v1'],
    [{ company: '1001' }, 'nuweb at https://api.nuwebgroup.com/v1, company 1001'],
    [{ reseller: '7' }, 'nuweb at https://api.nuwebgroup.com/v1, reseller 7'],
    [
      { company: '1', environment: 'sandbox' },
      'nuweb at https://api.nuwebgroup.com/v1, company 1, environment sandbox',
    ],
  ])('%o in words is: %s', (more, words) => {
    expect(identityInWords({ ...identity, ...more })).toBe(words)
  })

  test.each([
    ['1001', '1001'],
    ['007', '7'],
    ['000', '0'],
    ['9'.repeat(18), '9'.repeat(18)],
  ])('a tenant %s is %s, in its shortest form', (text, tenant) => {
    expect(parseTenant(text)).toBe(tenant)
  })

  test.each(['', '-1', '1.5', ' 1', '1\n', 'one', '1'.repeat(19)])('%j is no tenant', text => {
    expect(() => parseTenant(text)).toThrow(InvalidInput)
  })
})

describe('a destination', () => {
  test.each([
    ['store:', 'store', ''],
    ['env:.env#BEATPASS_TOKEN', 'env', '.env#BEATPASS_TOKEN'],
    ['file:C:\\a:b', 'file', 'C:\\a:b'],
    ['exec:one\ntwo', 'exec', 'one\ntwo'],
    ['a-b2:x', 'a-b2', 'x'],
  ])('%j is taken apart at the first colon', (text, scheme, rest) => {
    expect(parseDestination(text)).toEqual({ scheme, rest, text })
  })

  test.each(['', 'store', ':x', 'File:x', '1file:x', 'a b:x'])('%j has no scheme', text => {
    expect(() => parseDestination(text)).toThrow(InvalidInput)
  })
})
