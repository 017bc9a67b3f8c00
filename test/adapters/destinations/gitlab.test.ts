import { describe, expect, test } from 'vitest'
import { GitlabPlace } from '../../../src/adapters/destinations/gitlab.ts'
import { DestinationConflict, InvalidInput } from '../../../src/domain/errors.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { destinationContract } from '../../contracts/destination.ts'
import { freshSecret } from '../../fakes/secrets.ts'
import { freshGitlab, refusal, token } from './gitlab/bench.ts'
import { freshRemoteWorld } from './remote-world.ts'

const places = [
  ['acme/site#BEATPASS_TOKEN', 'projects/acme/site', '*'],
  ['acme/site@review/*#BEATPASS_TOKEN', 'projects/acme/site', 'review/*'],
  ['group:acme#BEATPASS_TOKEN', 'groups/acme', '*'],
] as const

for (const [rest, owner, scope] of places) {
  destinationContract(`gitlab:${rest}`, async () => {
    const { gitlab, open } = await freshGitlab()
    gitlab.put(owner, 'BEATPASS_TOKEN', { value: 'of another scope', environment_scope: 'other' })
    return {
      destination: open(rest),
      held: async () => gitlab.variable(owner, 'BEATPASS_TOKEN', scope)?.value,
      put: async value => gitlab.put(owner, 'BEATPASS_TOKEN', { value, environment_scope: scope }),
      snapshot: async () => structuredClone(gitlab.variables(owner)),
      traces: async () => gitlab.requests.filter(({ method }) => method !== 'GET').length,
      breakWrites: async () => {
        gitlab.grants.set(token, { scopes: ['read_api'] })
      },
    }
  })
}

const site = 'projects/acme/site'

describe('gitlab:', () => {
  test('a new variable is masked and not expanded; neither it nor the credential is told', async () => {
    const { gitlab, world, open } = await freshGitlab()
    const secret = freshSecret(12)
    await open().write(secret, await open().observe())
    expect(gitlab.variable(site, 'BEATPASS_TOKEN')).toMatchObject({
      value: secret.reveal(),
      masked: true,
      raw: true,
    })
    expect(gitlab.requests.at(-1)).toMatchObject({
      method: 'POST',
      path: '/api/v4/projects/acme%2Fsite/variables',
      headers: { 'private-token': token, 'content-type': 'application/json' },
      body: { key: 'BEATPASS_TOKEN', value: secret.reveal(), masked: true, raw: true },
    })
    const told = [...world.trace, ...world.notes].join('\n')
    expect(told).toContain('POST')
    expect(told).not.toContain(secret.reveal().slice(3))
    expect(told).not.toContain(token)
  })

  test('an old one keeps its protection, type, description and scope; only what must change is sent', async () => {
    const { gitlab, open } = await freshGitlab()
    const kept = {
      protected: true,
      variable_type: 'file',
      description: 'ours',
      environment_scope: 'prod',
    } as const
    const rest = 'acme/site@prod#TOKEN'
    gitlab.put(site, 'TOKEN', { value: 'plain text', ...kept })
    for (const flags of [{ masked: true, raw: true }, {}]) {
      const secret = freshSecret()
      await open(rest).write(secret, await open(rest).observe())
      const value = secret.reveal()
      expect(gitlab.requests.at(-1)).toMatchObject({
        method: 'PUT',
        path: '/api/v4/projects/acme%2Fsite/variables/TOKEN?filter%5Benvironment_scope%5D=prod',
      })
      expect(gitlab.requests.at(-1)?.body).toEqual({ value, ...flags })
      expect(gitlab.variable(site, 'TOKEN', 'prod')).toMatchObject({
        value,
        masked: true,
        raw: true,
        ...kept,
      })
    }
  })

  test('what is not of this scope is neither read nor written', async () => {
    const { gitlab, open } = await freshGitlab()
    gitlab.put(site, 'T', { value: 'for production', environment_scope: 'production' })
    expect((await open('acme/site#T').observe()).secret).toBeUndefined()
    await open('acme/site@staging#T').write(freshSecret(), await open('acme/site@staging#T').observe())
    expect(gitlab.variable(site, 'T', 'production')?.value).toBe('for production')
    expect(gitlab.requests.at(-1)?.body).toMatchObject({ environment_scope: 'staging' })
  })

  test('a server that ignores the scope is noticed', async () => {
    const { gitlab, open } = await freshGitlab()
    gitlab.fate = () =>
      Response.json({ key: 'T', value: 'x', masked: true, raw: true, environment_scope: 'prod' })
    const error = await refusal(open('group:acme@dev#T').probe())
    expect(error.message).toBe("GitLab shows T of the environment scope 'prod' instead of 'dev'")
  })

  test('a project may be named by its number, and lie in subgroups', async () => {
    const { gitlab, open } = await freshGitlab()
    for (const [owner, rest] of [
      ['projects/42', '42#T'],
      ['projects/a/b/c.d', 'a/b/c.d#T'],
      ['groups/a/b', 'group:a/b#T'],
    ] as const) {
      gitlab.owners.set(owner, [])
      await open(rest).probe()
      const secret = freshSecret()
      await open(rest).write(secret, await open(rest).observe())
      expect(gitlab.variable(owner, 'T')?.value).toBe(secret.reveal())
    }
  })

  test.each([
    ['8 characters', '12|abcde', true],
    ['7 characters', '12|abcd', false],
    ['10,000 characters', `12|${'x'.repeat(9_997)}`, true],
    ['10,001 characters', `12|${'x'.repeat(9_998)}`, false],
    ['a dollar sign', '12|$HOME-$$', true],
    ['a space', '12|abc defgh', false],
    ['two lines', '12|abc\ndefgh', false],
  ])('of a value with %s: taken or refused, never stored unmasked', async (_, value, taken) => {
    const { gitlab, open } = await freshGitlab()
    const write = open().write(new Secret(value), await open().observe())
    if (!taken) expect(await refusal(write)).toMatchObject({ failure: 'refused' })
    else await write
    const writes = gitlab.requests.filter(({ method }) => method !== 'GET')
    expect(writes).toHaveLength(taken ? 1 : 0)
    expect(gitlab.variable(site, 'BEATPASS_TOKEN')?.masked).toBe(taken ? true : undefined)
  })

  test('a variable that came or went between our read and our write wins', async () => {
    const { gitlab, open } = await freshGitlab()
    const rival = freshSecret(13).reveal()
    gitlab.fate = ({ method }) => {
      if (method === 'POST') gitlab.put(site, 'BEATPASS_TOKEN', { value: rival })
      if (method === 'PUT') gitlab.owners.set(site, [])
      return undefined
    }
    for (const left of [rival, undefined]) {
      const error = await refusal(open().write(freshSecret(14), await open().observe()))
      expect(error).toBeInstanceOf(DestinationConflict)
      expect(gitlab.variable(site, 'BEATPASS_TOKEN')?.value).toBe(left)
    }
  })

  test.each(['cut-before', 'cut-after'] as const)('a lost answer (%s) is settled by reading', async fate => {
    const { gitlab, open } = await freshGitlab()
    for (const method of ['POST', 'PUT']) {
      let met = false
      gitlab.fate = request => {
        if (met || request.method !== method) return undefined
        met = true
        return fate
      }
      const secret = freshSecret()
      await open().write(secret, await open().observe())
      expect([met, gitlab.variable(site, 'BEATPASS_TOKEN')?.value]).toEqual([true, secret.reveal()])
    }
  })

  test.each([
    '',
    'acme/site',
    'acme/site#',
    'acme#T',
    'acme/#T',
    '/site#T',
    'acme//site#T',
    'acme/../x#T',
    'acme/site@#T',
    'acme/site@ prod#T',
    'acme/site@a;b#T',
    `acme/site@${'e'.repeat(256)}#T`,
    'acme/site#A-B',
    'acme/site#A B',
    `acme/site#${'K'.repeat(256)}`,
    'group:#T',
    'group:acme/#T',
    'project:acme/site#T',
    'acme%2Fsite#T',
    'https://gitlab.com/acme/site#T',
  ])('%j is no address', rest => {
    const make = () => new GitlabPlace(rest, freshRemoteWorld())
    expect(make).toThrow(InvalidInput)
    expect(make).toThrow(expect.objectContaining({ hint: expect.stringContaining('gitlab:acme/site') }))
  })

  test('all environments are the default, and not told', () => {
    expect(new GitlabPlace('acme/site@*#T', freshRemoteWorld()).to).toBe('gitlab:acme/site#T')
  })
})
