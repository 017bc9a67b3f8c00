import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { gitlabServer } from '../../../../src/adapters/destinations/gitlab/api.ts'
import { GitlabPlace } from '../../../../src/adapters/destinations/gitlab.ts'
import { InvalidInput } from '../../../../src/domain/errors.ts'
import { makeCertificates } from '../../../fakes/certificates.ts'
import { freshSecret } from '../../../fakes/secrets.ts'
import { freshFolder } from '../../../folder.ts'
import { freshRemoteWorld } from '../remote-world.ts'
import { freshGitlab, refusal, token } from './bench.ts'

describe('a probe is refused with the way out', () => {
  test.each([
    [{ GITLAB_TOKEN: '' }, 'GITLAB_TOKEN is not set'],
    [
      { GITLAB_TOKEN: '', CI_JOB_TOKEN: 'glcbt-1' },
      'GITLAB_TOKEN is not set, and CI_JOB_TOKEN cannot write variables',
    ],
    [
      { GITLAB_TOKEN: 'two words' },
      'GITLAB_TOKEN holds no token: it has white space or other characters in it',
    ],
  ])('with %j', async (env, message) => {
    const { open, gitlab } = await freshGitlab(env)
    const error = await refusal(open().probe())
    expect(error).toMatchObject({
      message,
      exitCode: 7,
      hint: expect.stringMatching(/scope api and the role Maintainer/),
    })
    expect(gitlab.requests).toEqual([])
  })

  test.each([
    [undefined, 'acme/site#T', /\(401\): 401 Unauthorized$/, /mistyped, expired or revoked/],
    [
      { role: 'developer' } as const,
      'acme/site#T',
      /\(403\): 403 Forbidden$/,
      /the role Maintainer in the project acme\/site$/,
    ],
    [
      { scopes: ['read_user'] },
      'acme/site#T',
      /\(403\): The request requires higher privileges/,
      /the scope api/,
    ],
    [
      { scopes: ['read_api'] },
      'acme/site#T',
      /may only read: it has the scope read_api$/,
      /make one with the scope api/,
    ],
    [
      {},
      'acme/other#T',
      /\(404\): 404 Project Not Found$/,
      /^the project acme\/other does not exist, or GITLAB_TOKEN may not see it/,
    ],
    [{}, 'group:other#T', /\(404\): 404 Group Not Found$/, /^the group other does not exist/],
  ])('to a token that is %j, for %s', async (grant, rest, message, hint) => {
    const { open, gitlab } = await freshGitlab()
    gitlab.grants.clear()
    if (grant) gitlab.grants.set(token, grant)
    const error = await refusal(open(rest).probe())
    expect(error.message).toMatch(message)
    expect(error.hint).toMatch(hint)
    expect(error).toMatchObject({ failure: 'refused', exitCode: 7 })
  })

  test('for a hidden variable, in the probe and in what reads', async () => {
    const { open, gitlab } = await freshGitlab()
    gitlab.put('projects/acme/site', 'BEATPASS_TOKEN', { value: 'x', hidden: true, masked: true, raw: true })
    for (const work of [() => open().probe(), () => open().observe()]) {
      const error = await refusal(work())
      expect(error.message).toBe('gitlab:acme/site#BEATPASS_TOKEN is hidden and cannot be read back')
    }
  })

  test('by a redirect, which is not followed', async () => {
    const { open, gitlab } = await freshGitlab()
    const headers = { location: 'https://gitlab.example/users/sign_in' }
    gitlab.fate = () => new Response('', { status: 302, headers })
    expect((await refusal(open().probe())).hint).toMatch(/renamed or moved: .* GITLAB_HOST/)
    expect(gitlab.requests).toHaveLength(1)
  })

  test.each(['<html>', '[]', '{}', '{"key":"T","value":7}'])('by an answer like %s', async body => {
    const { open, gitlab } = await freshGitlab()
    gitlab.fate = () => new Response(body)
    expect(await refusal(open().probe())).toMatchObject({ failure: 'corrupt' })
  })
})

test('a token of OAuth goes by its own header', async () => {
  const oauth = 'ab'.repeat(32)
  const { open, gitlab, world } = await freshGitlab({ GITLAB_TOKEN: oauth })
  gitlab.grants.set(oauth, { oauth: true })
  await open().probe()
  await open().write(freshSecret(), await open().observe())
  expect(gitlab.requests[0]?.headers).toMatchObject({ authorization: `Bearer ${oauth}` })
  expect(gitlab.requests[0]?.headers).not.toHaveProperty('private-token')
  expect(world.trace.join('\n')).not.toContain(oauth)
})

test('a refusal to mask leaves what was there, and what GitLab echoes is not told', async () => {
  const { open, gitlab } = await freshGitlab()
  const secret = freshSecret(12)
  const words = { message: { value: [`'${secret.reveal()}' is invalid`] } }
  gitlab.fate = ({ method }) => (method === 'POST' ? Response.json(words, { status: 400 }) : undefined)
  const error = await refusal(open().write(secret, await open().observe()), secret)
  expect(error).toMatchObject({ failure: 'refused', hint: expect.stringMatching(/never stored unmasked/) })
  expect(error.message).toContain("'[secret]' is invalid")
  expect(gitlab.variables('projects/acme/site')).toEqual([])
})

test.each([
  [429, 'unavailable'],
  [502, 'unresponsive'],
])('%s to a write: try later', async (status, failure) => {
  const { open, gitlab } = await freshGitlab()
  gitlab.fate = ({ method }) =>
    method === 'POST' ? new Response('', { status, headers: { 'retry-after': '120' } }) : undefined
  const error = await refusal(open().write(freshSecret(), await open().observe()))
  expect(error).toMatchObject({ failure, retryable: true })
})

test.each<[env: Record<string, string>, baseUrl: string]>([
  [{}, 'https://gitlab.com'],
  [{ GITLAB_HOST: 'gitlab.test' }, 'https://gitlab.test'],
  [{ GITLAB_HOST: 'https://gitlab.test/sub/', CI_SERVER_URL: 'https://ci.test' }, 'https://gitlab.test/sub'],
  [{ CI_SERVER_URL: 'https://ci.test:8443' }, 'https://ci.test:8443'],
])('%j: GitLab is at %s', (env, baseUrl) => {
  expect(gitlabServer(env)).toEqual({ baseUrl })
})

test.each(['http://gitlab.test', 'https://u:p@gitlab.test', 'a b'])(
  'GITLAB_HOST=%s is refused',
  async host => {
    const { open } = await freshGitlab({ GITLAB_HOST: host })
    await expect(open().probe()).rejects.toThrow(InvalidInput)
  },
)

test('the authorities of the runner are trusted for its GitLab, and for no other', async () => {
  const folder = await freshFolder()
  const { ca, key, cert } = makeCertificates()
  await writeFile(join(folder, 'ca.pem'), ca)
  const server = createServer({ key, cert }, (_, response) =>
    response.writeHead(401).end('{"message":"401 Unauthorized"}'),
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const probe = (env: Record<string, string>) => {
    const world = freshRemoteWorld({ cwd: folder, env: { GITLAB_TOKEN: token, ...env } })
    return refusal(new GitlabPlace('acme/site#T', world).probe())
  }
  const trusted = await probe({ CI_SERVER_URL: url, CI_SERVER_TLS_CA_FILE: 'ca.pem' })
  expect(trusted.message).toMatch(/\(401\)/)
  expect((await probe({ CI_SERVER_URL: url })).message).toMatch(/cannot be reached/)
  expect((await probe({ GITLAB_HOST: url, CI_SERVER_TLS_CA_FILE: 'ca.pem' })).message).toMatch(
    /cannot be reached/,
  )
  const missing = await probe({ CI_SERVER_URL: url, CI_SERVER_TLS_CA_FILE: 'none.pem' })
  expect(missing.message).toBe('CI_SERVER_TLS_CA_FILE cannot be read: none.pem')
})
