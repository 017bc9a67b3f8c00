import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { githubCredential, githubServer } from '../../../../src/adapters/destinations/github/credential.ts'
import { freshSecret } from '../../../fakes/secrets.ts'
import { feed } from '../../../feed.ts'
import { freshFolder } from '../../../folder.ts'
import { freshGithub, token } from './bench.ts'

/** The real gh, in a world of its own, that meets the emulator as `github.localhost`. */
async function gh(args: string[], env: Record<string, string>, input = ''): Promise<string> {
  const folder = await freshFolder()
  return await new Promise((resolve, reject) => {
    const child = execFile(
      'gh',
      args,
      { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, GH_CONFIG_DIR: folder, ...env } },
      (error, stdout, stderr) => (error ? reject(new Error(`${error.message}\n${stderr}`)) : resolve(stdout)),
    )
    feed(child, input)
  })
}

describe('beside the real gh', () => {
  test.each([
    ['acme/site', 'acme/site#T', ['--repo', 'github.localhost/acme/site']],
    ['acme/site@prod', 'acme/site@prod#T', ['--repo', 'github.localhost/acme/site', '--env', 'prod']],
    ['acme', 'acme#T', ['--org', 'acme', '--visibility', 'private']],
  ])(
    '%s: both write the same request to the same place, and libsodium opens both',
    async (key, rest, args) => {
      const { github, open } = await freshGithub()
      const env = {
        GH_HOST: 'github.localhost',
        HTTP_PROXY: github.url,
        GH_ENTERPRISE_TOKEN: token,
        GH_TOKEN: token,
      }
      const { secrets } = github.place(key)
      const [theirs, ours] = [freshSecret(11), freshSecret(12)]
      await gh(['secret', 'set', 'T', ...args], env, theirs.reveal())
      expect(secrets.get('T')?.value).toBe(theirs.reveal())
      await open(rest).write(ours, await open(rest).observe())
      expect(secrets.get('T')?.value).toBe(ours.reveal())
      const [first, second] = github.requests.filter(({ method }) => method === 'PUT')
      expect(second?.path).toBe(first?.path)
      expect(second?.body).toEqual({ ...Object(first?.body), encrypted_value: expect.any(String) })
      const again = freshSecret(13)
      await gh(['secret', 'set', 'T', ...args], env, again.reveal())
      expect(secrets.get('T')?.value).toBe(again.reveal())
    },
  )

  test('gh lists what we wrote, and reads the id beside it', async () => {
    const { github, open } = await freshGithub()
    const env = {
      GH_HOST: 'github.localhost',
      HTTP_PROXY: github.url,
      GH_ENTERPRISE_TOKEN: token,
      GH_TOKEN: token,
    }
    await open().write(freshSecret(12), await open().observe())
    expect(await gh(['secret', 'list', '--repo', 'github.localhost/acme/site'], env)).toMatch(
      /^BEATPASS_TOKEN\t/,
    )
    const path = 'repos/acme/site/actions/variables/BEATPASS_TOKEN_ID'
    expect(await gh(['api', path, '--jq', '.value'], env)).toBe('12\n')
  })
})

describe('the token', () => {
  const on = (env: Record<string, string>) => githubCredential(githubServer(env), { env })

  test.each<[env: Record<string, string>, source: string]>([
    [{ GH_TOKEN: 'a', GITHUB_TOKEN: 'b', GH_ENTERPRISE_TOKEN: 'c' }, 'GH_TOKEN'],
    [{ GH_TOKEN: '', GITHUB_TOKEN: 'b' }, 'GITHUB_TOKEN'],
    [{ GH_HOST: 'ghe.test', GH_TOKEN: 'a', GH_ENTERPRISE_TOKEN: 'c' }, 'GH_ENTERPRISE_TOKEN'],
    [{ GH_HOST: 'ghe.test', GITHUB_TOKEN: 'b', GITHUB_ENTERPRISE_TOKEN: 'd' }, 'GITHUB_ENTERPRISE_TOKEN'],
    [{ GH_HOST: 'ghe.test', GH_TOKEN: 'a' }, 'GH_TOKEN'],
    [{ GH_HOST: 'acme.ghe.com', GH_TOKEN: 'a', GH_ENTERPRISE_TOKEN: 'c' }, 'GH_TOKEN'],
  ])('%j: of %s', async (env, source) => {
    const found = await on(env)
    expect(found.source).toBe(source)
    expect(found.secret.reveal()).toBe(env[source])
  })

  test('what gh keeps is used where no variable is set, of the same host alone', async () => {
    const folder = await freshFolder()
    await mkdir(join(folder, 'gh'))
    const hosts = 'github.com:\n    oauth_token: gho_kept\n    user: me\n    git_protocol: https\n'
    await writeFile(join(folder, 'gh', 'hosts.yml'), hosts, { mode: 0o600 })
    const env = { PATH: process.env.PATH ?? '', HOME: folder, GH_CONFIG_DIR: join(folder, 'gh') }
    const found = await on(env)
    expect([found.source, found.secret.reveal()]).toEqual(['gh auth token', 'gho_kept'])
    await expect(on({ ...env, GH_HOST: 'ghe.test' })).rejects.toThrow(/there is no token for GitHub/)
    await expect(on({ ...env, GH_CONFIG_DIR: folder })).rejects.toThrow(/there is no token for GitHub/)
  })
})

test.each<[env: Record<string, string>, apiUrl: string, host: string]>([
  [{}, 'https://api.github.com', 'github.com'],
  [{ GITHUB_API_URL: 'https://api.github.com' }, 'https://api.github.com', 'github.com'],
  [{ GH_HOST: 'github.com' }, 'https://api.github.com', 'github.com'],
  [{ GH_HOST: 'GHE.test' }, 'https://ghe.test/api/v3', 'ghe.test'],
  [{ GH_HOST: 'ghe.test:8443' }, 'https://ghe.test:8443/api/v3', 'ghe.test:8443'],
  [{ GH_HOST: 'acme.ghe.com' }, 'https://api.acme.ghe.com', 'acme.ghe.com'],
  [{ GITHUB_API_URL: 'https://api.acme.ghe.com/' }, 'https://api.acme.ghe.com', 'acme.ghe.com'],
  [
    { GITHUB_API_URL: 'https://ghe.test/api/v3', GH_HOST: 'other.test' },
    'https://ghe.test/api/v3',
    'ghe.test',
  ],
  [
    { GITHUB_API_URL: 'https://api.github.com', GH_HOST: 'ghe.test', GITHUB_ACTIONS: 'true' },
    'https://ghe.test/api/v3',
    'ghe.test',
  ],
])('%j: the API at %s of %s', (env, apiUrl, host) => {
  expect(githubServer(env)).toEqual({ apiUrl, host })
})
