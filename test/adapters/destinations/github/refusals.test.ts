import { describe, expect, test } from 'vitest'
import { DestinationUnavailable, InvalidInput } from '../../../../src/domain/errors.ts'
import { freshSecret } from '../../../fakes/secrets.ts'
import { freshGithub, refusal, token } from './bench.ts'

const nothing = { secret: undefined, version: undefined }
const both = 'Secrets: write and Variables: write'

describe('a probe is refused with the way out', () => {
  test('without a token', async () => {
    const { open, github } = await freshGithub({ GH_TOKEN: '', GITHUB_TOKEN: '' })
    const error = await refusal(open().probe())
    expect(error).toMatchObject({ exitCode: 7, code: 'destination_unavailable' })
    expect(error.message).toBe('there is no token for GitHub: neither GH_TOKEN nor GITHUB_TOKEN is set')
    expect(github.requests).toEqual([])
  })

  test('by a token that GitHub rejects', async () => {
    const { open, github } = await freshGithub()
    github.grants.clear()
    const error = await refusal(open().probe())
    expect(error.message).toMatch(/\(401\): Bad credentials$/)
    expect(error.hint).toMatch(
      /^the token of GH_TOKEN is mistyped, expired or revoked: make another at https:/,
    )
  })

  test.each([
    ['acme/other#T', 'acme/other does not exist, or the token of GH_TOKEN may not see it'],
    ['acme/site@dev#T', 'environment dev of acme/site does not exist, or the token'],
    ['other#T', 'organisation other does not exist, or the token'],
  ])('where there is no %s, or it is not seen', async (rest, hint) => {
    const { open } = await freshGithub()
    const error = await refusal(open(rest).probe())
    expect(error.message).toMatch(/\(404\)/)
    expect(error.hint).toContain(hint)
  })

  test.each([
    ['acme/site#T', {}, `the repository permissions ${both}`, 'secrets=read'],
    ['acme/site@prod#T', {}, `Environments: write, ${both}`, 'secrets=read'],
    ['acme#T', {}, `the organization permissions ${both}`, 'secrets=read'],
    ['acme/site#T', { secrets: 'write' } as const, both, 'variables=read'],
  ])('for %s by a token with %j alone: both permissions are named', async (rest, grant, needs, accepted) => {
    const { open, github } = await freshGithub()
    github.grants.set(token, grant)
    const error = await refusal(open(rest).probe())
    expect(error.message).toMatch(/\(403\): Resource not accessible by personal access token$/)
    expect(error.hint).toContain(needs)
    expect(error.hint).toContain(`this call wants ${accepted}`)
  })

  test('by the own token of a workflow, with the reason', async () => {
    for (const name of ['GH_TOKEN', 'GITHUB_TOKEN']) {
      const env = { GH_TOKEN: '', GITHUB_ACTIONS: 'true', [name]: 'ghs_0123456789abcdefABCDEF0123456789abcd' }
      const { open, github } = await freshGithub(env)
      github.grants.set(env[name] ?? '', { kind: 'workflow' })
      const error = await refusal(open().probe())
      expect(error).toBeInstanceOf(DestinationUnavailable)
      expect(error.exitCode).toBe(7)
      expect(error.hint).toMatch(
        /^the workflow's own GITHUB_TOKEN can never write secrets: give GH_TOKEN a fine-grained/,
      )
      expect(error.hint).toContain(both)
      expect(`${error.message}${error.hint}`).not.toContain('ghs_')
    }
  })

  test("a GitHub App's token of the same form is none: it may", async () => {
    const app = 'ghs_0123456789abcdefABCDEF0123456789abcd'
    const { open, github } = await freshGithub({ GITHUB_ACTIONS: 'true', GH_TOKEN: app })
    github.grants.set(app, { secrets: 'write', variables: 'write' })
    await open().probe()
  })

  test.each([
    ['acme/site#T', 'ghp_x', 'gist, repo', undefined],
    ['acme/site#T', 'gho_x', 'repo, read:org, gist', undefined],
    ['acme/site#T', 'ghp_x', 'gist, read:org', 'the token of GH_TOKEN has not the scope repo'],
    [
      'acme/site#T',
      '0123456789abcdef0123456789abcdef01234567',
      '',
      'the token of GH_TOKEN has not the scope repo',
    ],
    ['acme#T', 'gho_x', 'repo, read:org, gist', 'the token of GH_TOKEN has not the scope admin:org'],
    ['acme#T', 'ghp_x', 'admin:org', undefined],
    ['acme/site#T', 'ghu_x', '', undefined],
  ])('%s by %s with the scopes %j: %s', async (rest, classic, scopes, message) => {
    const { open, github } = await freshGithub({ GH_TOKEN: classic })
    github.grants.set(classic, { secrets: 'write', variables: 'write', scopes })
    if (message === undefined) return await open(rest).probe()
    expect(await refusal(open(rest).probe())).toMatchObject({ message, failure: 'refused' })
  })

  test('by an organisation with single sign-on', async () => {
    const { open, github } = await freshGithub()
    const headers = { 'x-github-sso': 'required; url=https://github.com/orgs/acme/sso' }
    github.fate = () => Response.json({ message: 'Resource protected by SAML' }, { status: 403, headers })
    expect((await refusal(open().probe())).hint).toMatch(/single sign-on/)
  })

  test('by a repository that moved: no redirect is followed', async () => {
    const { open, github } = await freshGithub()
    const headers = { location: `${github.url}/repositories/1/actions/secrets/public-key` }
    github.fate = () => Response.json({ message: 'Moved Permanently' }, { status: 301, headers })
    expect((await refusal(open().probe())).hint).toBe('acme/site was renamed or moved: write its new name')
    expect(github.requests).toHaveLength(1)
  })

  test.each(['<html>Sign in</html>', '{"key":17}', '{"key_id":"1","key":"AAAA"}'])(
    'by an answer like %s',
    async body => {
      const { open, github } = await freshGithub()
      github.fate = ({ path }) => (path.endsWith('public-key') ? new Response(body) : undefined)
      const error = await refusal(open().write(freshSecret(), nothing))
      expect(error).toMatchObject({ failure: 'corrupt' })
      expect(github.writes).toEqual([])
    },
  )

  test.each(['two words', 'a\nb', 'naïve'])('by a GH_TOKEN such as %j, which is not repeated', async text => {
    const { open } = await freshGithub({ GH_TOKEN: text })
    const error = await refusal(open().probe())
    expect(error.message).toMatch(/^GH_TOKEN holds no token/)
    expect(error.message).not.toContain(text)
  })

  test.each([
    { GITHUB_API_URL: 'http://github.test/api' },
    { GITHUB_API_URL: 'https://u:p@github.test' },
    { GITHUB_API_URL: '', GH_HOST: 'ghe.test/x?y' },
  ])('by an address such as %j', async env => {
    const { open } = await freshGithub(env)
    await expect(open().probe()).rejects.toThrow(InvalidInput)
  })
})

describe('later it may go', () => {
  const limits: [string, number, Record<string, string>, string][] = [
    ['a secondary limit', 403, { 'retry-after': '90' }, '90 s (403)'],
    ['the limit of the hour', 403, { 'x-ratelimit-remaining': '0' }, '60 s (403)'],
    ['too many requests', 429, { 'retry-after': '300' }, '300 s (429)'],
  ]
  test.each(limits)('%s: nothing is stored, try later', async (_, status, headers, words) => {
    const { open, github, site } = await freshGithub()
    const observed = await open().observe()
    github.fate = ({ method }) =>
      method === 'PUT' ? Response.json({ message: 'rate limit' }, { status, headers }) : undefined
    const error = await refusal(open().write(freshSecret(), observed))
    expect(error).toMatchObject({ failure: 'unavailable', retryable: true })
    expect(error.message).toContain(words)
    expect([...site.secrets, ...site.variables]).toEqual([])
  })

  test('a broken service: the write may have arrived', async () => {
    const { open, github, site } = await freshGithub()
    const observed = await open().observe()
    github.fate = ({ method }) => (method === 'PUT' ? new Response('', { status: 502 }) : undefined)
    expect(await refusal(open().write(freshSecret(), observed))).toMatchObject({ failure: 'unresponsive' })
    expect([...site.variables]).toEqual([])
  })

  test('a write that is refused stored nothing, in the words of GitHub', async () => {
    const { open, github, site } = await freshGithub()
    const observed = await open().observe()
    github.grants.set(token, { secrets: 'read', variables: 'write' })
    const error = await refusal(open().write(freshSecret(), observed))
    expect(error).toMatchObject({ failure: 'refused' })
    expect(error.message).toMatch(/refuses to store BEATPASS_TOKEN \(403\): Resource not accessible/)
    expect([...site.secrets, ...site.variables]).toEqual([])
  })
})
