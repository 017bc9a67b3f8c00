import { describe, expect, test } from 'vitest'
import { sameProfile } from '../../src/output/same-profile.ts'

const retold = (line: string, text: string) => sameProfile(line.split(' '))(text)

describe('a command that a text tells to type', () => {
  test('carries the options that named the profile', () => {
    const line = '--profile work tokens show x --api-url=http://127.0.0.1:80/api/v1 --store vault:kv/a'
    expect(retold(line, 'beatpass login')).toBe(
      'beatpass --profile work --api-url http://127.0.0.1:80/api/v1 --store vault:kv/a login',
    )
  })

  test('each of them', () => {
    const text = "beatpass tokens rotate 'ci' replaces it; beatpass tokens revoke 3 ends it"
    expect(retold('--profile work whoami', text)).toBe(
      "beatpass --profile work tokens rotate 'ci' replaces it; beatpass --profile work tokens revoke 3 ends it",
    )
  })

  test.each([
    "created token 3 'my beatpass tokens', ends 2027-02-20T10:03:13Z",
    '$ beatpass whoami',
    '$ printf %s "$PASSWORD" | beatpass login --email dev@beatpass.test --password-stdin',
    'a private sandbox; this is a bug in beatpass: --debug shows where',
  ])('and nothing else is touched: %s', text => {
    expect(retold('--profile work whoami', text)).toBe(text)
  })

  test.each([
    'tokens list',
    'tokens show -- --profile work',
    'tokens list --json --timeout 3s',
    'tokens list --profile',
  ])('%s: as it is', line => {
    expect(retold(line, 'beatpass login')).toBe('beatpass login')
  })

  test('a value that a shell would take apart is quoted; of one that is repeated the last counts', () => {
    const given = sameProfile(['--profile', 'a', '--store', 'aws:it is', '--profile', 'b'])
    expect(given('beatpass login')).toBe("beatpass --profile b --store 'aws:it is' login")
  })
})
