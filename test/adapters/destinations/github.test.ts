import { describe, expect, test } from 'vitest'
import { GithubPlace } from '../../../src/adapters/destinations/github.ts'
import { InvalidInput } from '../../../src/domain/errors.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { destinationContract } from '../../contracts/destination.ts'
import { freshSecret } from '../../fakes/secrets.ts'
import { freshGithub, refusal, token } from './github/bench.ts'
import { freshRemoteWorld } from './remote-world.ts'

const scopes = [
  ['acme/site#BEATPASS_TOKEN', 'acme/site'],
  ['acme/site@prod#BEATPASS_TOKEN', 'acme/site@prod'],
  ['acme#BEATPASS_TOKEN', 'acme'],
] as const

for (const [rest, key] of scopes) {
  destinationContract(`github:${rest}`, async () => {
    const { github, open } = await freshGithub()
    const { secrets, variables } = github.place(key)
    return {
      destination: open(rest),
      held: async () => secrets.get('BEATPASS_TOKEN')?.value,
      snapshot: async () => structuredClone([[...secrets], [...variables]]),
      traces: async () => github.writes,
      breakWrites: async () => {
        github.grants.set(token, { secrets: 'read', variables: 'read' })
      },
    }
  })
}

describe('github:', () => {
  test('the secret goes out sealed, its id in the open, and neither it nor the credential is told', async () => {
    const { github, world, open, site } = await freshGithub()
    const secret = freshSecret(12)
    await open().write(secret, await open().observe())
    expect(github.writes).toEqual([
      'PUT /repos/acme/site/actions/secrets/BEATPASS_TOKEN',
      'POST /repos/acme/site/actions/variables',
    ])
    expect(site.variables.get('BEATPASS_TOKEN_ID')).toEqual({ value: '12' })
    for (const { headers } of github.requests) {
      expect(headers).toMatchObject({
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'user-agent': 'beatpass',
        'x-github-api-version': '2022-11-28',
      })
    }
    expect(JSON.stringify(github.requests)).not.toContain(secret.reveal().slice(3))
    const told = [...world.trace, ...world.notes].join('\n')
    expect(told).toContain('PUT')
    expect(told).not.toContain(secret.reveal().slice(3))
    expect(told).not.toContain(token)
  })

  test('the same value is never sealed alike twice', async () => {
    const { github, open } = await freshGithub()
    const secret = freshSecret(12)
    for (let times = 0; times < 2; times++) await open().write(secret, await open().observe())
    const boxes = github.requests.flatMap(({ method, body }) =>
      method === 'PUT' ? [JSON.stringify(body)] : [],
    )
    expect(new Set(boxes).size).toBe(2)
  })

  test('an environment may have any name', async () => {
    const { github, open } = await freshGithub()
    const { secrets } = github.place('acme/site@prod/eu #1 @ä')
    const destination = open('acme/site@prod/eu #1 @ä#TOKEN')
    await destination.probe()
    const secret = freshSecret()
    await destination.write(secret, await destination.observe())
    expect(secrets.get('TOKEN')?.value).toBe(secret.reveal())
    expect(github.writes[0]).toBe(
      'PUT /repos/acme/site/environments/prod%2Feu%20%231%20%40%C3%A4/secrets/TOKEN',
    )
  })

  test('48 KB is taken, one byte more is refused before anything is sent', async () => {
    const { github, open, site } = await freshGithub()
    const most = new Secret(`12|${'ä'.repeat(24_574)}x`)
    expect(Buffer.byteLength(most.reveal())).toBe(48 * 1024)
    await open().write(most, await open().observe())
    expect(site.secrets.get('BEATPASS_TOKEN')?.value).toBe(most.reveal())
    const [destination, asked] = [open(), github.requests.length]
    const error = await refusal(
      destination.write(new Secret(`${most.reveal()}x`), { secret: undefined, version: undefined }),
    )
    expect(error).toMatchObject({ failure: 'refused', message: 'GitHub takes no secret of more than 48 KB' })
    expect(github.requests).toHaveLength(asked)
  })

  test('a secret of an organisation keeps who sees it', async () => {
    const { github, world, open } = await freshGithub()
    const { secrets, variables } = github.place('acme')
    const selected = Array.from({ length: 230 }, (_, at) => at + 1)
    for (const reach of [
      { visibility: 'all' },
      { visibility: 'private' },
      { visibility: 'selected', selected },
    ]) {
      secrets.set('T', { value: 'old', updatedAt: github.now(), ...reach })
      const secret = freshSecret()
      await open('acme#T').write(secret, await open('acme#T').observe())
      expect(secrets.get('T')).toMatchObject({ value: secret.reveal(), ...reach })
    }
    expect(variables.get('T_ID')).toEqual({ value: '12', visibility: 'private' })
    expect(world.notes).toEqual([])
  })

  test('a new secret of an organisation is seen by its private repositories, and the user is told', async () => {
    const { github, world, open } = await freshGithub()
    await open('acme#T').write(freshSecret(), await open('acme#T').observe())
    expect(github.place('acme').secrets.get('T')).toMatchObject({ visibility: 'private' })
    expect(world.notes).toEqual([expect.stringMatching(/^github:acme#T is new: the private repositories/)])
  })

  test('names are stored in upper case', () => {
    const place = new GithubPlace('Acme/Site.js#beatpass_token', freshRemoteWorld())
    expect(place.to).toBe('github:Acme/Site.js#BEATPASS_TOKEN')
  })

  test.each([
    '',
    'acme/site',
    'acme/site#',
    '#TOKEN',
    '/site#TOKEN',
    'acme/#TOKEN',
    'acme/../x#TOKEN',
    'acme/..#TOKEN',
    'a/b/c#TOKEN',
    'acme@prod#TOKEN',
    'acme/site@#TOKEN',
    'acme/site@a\nb#TOKEN',
    'acme/site@..#TOKEN',
    `acme/site@${'e'.repeat(256)}#TOKEN`,
    'acme/si te#TOKEN',
    '-acme/site#TOKEN',
    'ac%2Fme/site#TOKEN',
    'acme/site#1TOKEN',
    'acme/site#MY-TOKEN',
    'acme/site#TÖKEN',
    'acme/site#GITHUB_X',
    'acme/site#github_token',
    'https://github.com/acme/site#TOKEN',
  ])('%j is no address', rest => {
    const make = () => new GithubPlace(rest, freshRemoteWorld())
    expect(make).toThrow(InvalidInput)
    expect(make).toThrow(expect.objectContaining({ hint: expect.stringMatching(/[A-Z]/) }))
  })
})
