import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startGithub } from '../emulators/github.ts'
import { startGitlab } from '../emulators/gitlab.ts'
import { listTokens } from '../sandbox/client.ts'
import { newHolder } from './person.ts'

const places = '--to github:acme/site#TOKEN --to gitlab:acme/site#TOKEN'

async function withForges() {
  const [person, github, gitlab] = [await newHolder(), await startGithub(), await startGitlab()]
  const credentials = { GH_TOKEN: 'github_pat_writer', GITLAB_TOKEN: 'glpat-maintainer' }
  person.env = { ...person.env, ...credentials, GITHUB_API_URL: github.url, GITLAB_HOST: gitlab.url }
  const { secrets, variables } = github.place('acme/site')
  const held = () => ({
    github: secrets.get('TOKEN')?.value,
    id: variables.get('TOKEN_ID')?.value,
    gitlab: gitlab.variable('projects/acme/site', 'TOKEN')?.value,
  })
  const alive = async () =>
    (await listTokens(person.sandbox, person.env.BEATPASS_TOKEN ?? '')).map(({ id }) => id)
  return { person, github, gitlab, held, alive }
}

describe('secrets of forges', () => {
  test('a token is made, delivered and rotated there, remembered, and told nowhere', async () => {
    const { person, held, alive } = await withForges()
    const made = await person.run(`tokens create ci-main ${places} --json`)
    expect(made).toMatchObject({ exitCode: 0 })
    expect(JSON.parse(made.stdout).destinations).toMatchObject([
      { to: 'github:acme/site#TOKEN', status: 'accepted' },
      { to: 'gitlab:acme/site#TOKEN', status: 'verified' },
    ])
    const first = held()
    expect(first.github).toMatch(/^2\|/)
    expect(first).toMatchObject({ id: '2', gitlab: first.github })
    expect(await person.run('tokens rotate ci-main --debug')).toMatchObject({ exitCode: 0 })
    const second = held()
    expect(second.github).toMatch(/^3\|/)
    expect(second).toMatchObject({ id: '3', gitlab: second.github })
    expect(await alive()).toEqual([1, 3])
    for (const secret of [first.github, second.github, 'github_pat_writer', 'glpat-maintainer']) {
      expect(await person.leaks(secret ?? '')).toEqual([])
    }
  })

  test('one that refuses: nothing is minted', async () => {
    const { person, github, held, alive } = await withForges()
    github.grants.set('github_pat_writer', { secrets: 'write' })
    const ran = await person.run(`tokens create ci-main ${places}`)
    expect(ran).toMatchObject({ exitCode: 7, stdout: '' })
    expect(ran.stderr).toContain('Variables: write')
    expect(held()).toEqual({ github: undefined, id: undefined, gitlab: undefined })
    expect(await alive()).toEqual([1])
  })

  test('a write that may have arrived leaves both tokens alive, and the next run mends it', async () => {
    const { person, github, held, alive } = await withForges()
    expect(await person.run(`tokens create ci-main ${places}`)).toMatchObject({ exitCode: 0 })
    github.fate = ({ method }) =>
      method === 'PATCH' ? Response.json({ message: 'no' }, { status: 403 }) : undefined
    const ran = await person.run('tokens rotate ci-main')
    expect(ran).toMatchObject({ exitCode: 9 })
    expect(held()).toMatchObject({ github: expect.stringMatching(/^3\|/), id: '2' })
    expect(await alive()).toEqual([1, 2, 3])
    github.fate = () => undefined
    expect(await person.run('tokens rotate ci-main')).toMatchObject({ exitCode: 0 })
    const { github: value, ...rest } = held()
    expect(value).toMatch(/^4\|/)
    expect(rest).toEqual({ id: '4', gitlab: value })
    expect(await alive()).toEqual([1, 4])
  })

  test('a larger id that a rival left there stays', async () => {
    const { person, github, held, alive } = await withForges()
    github.place('acme/site').variables.set('TOKEN_ID', { value: '99' })
    const ran = await person.run('tokens create ci-main --to github:acme/site#TOKEN')
    expect(ran).toMatchObject({ exitCode: 8, stdout: '' })
    expect(ran.stderr).toContain('holds token 99, newer than 2')
    expect(held()).toMatchObject({ github: undefined, id: '99' })
    expect(await alive()).toEqual([1])
  })
})

test('in a step of GitHub Actions: masked, then an output and a variable', async () => {
  const { person } = await withForges()
  const [output, variables] = [join(person.home, 'step-output'), join(person.home, 'step-env')]
  for (const path of [output, variables]) await writeFile(path, '')
  const env = { GITHUB_ACTIONS: 'true', CI: 'true', GITHUB_OUTPUT: output, GITHUB_ENV: variables }
  const ran = await person.run('tokens create ci-main --to github-output:token --to github-env:TOKEN', {
    env,
  })
  expect(ran).toMatchObject({ exitCode: 0 })
  const [, secret = ''] = /^token<<(?:.*)\n(2\|.*)\n/.exec(await readFile(output, 'utf8')) ?? []
  expect(secret).toMatch(/^2\|/)
  expect(await readFile(variables, 'utf8')).toMatch(
    new RegExp(`^TOKEN<<(.*)\n${secret.replace('|', '\\|')}\n\\1\n$`),
  )
  expect(ran.stderr).toContain(`::add-mask::${secret}\n`)
  expect(ran.stdout).not.toContain(secret)
  const elsewhere = await person.run('tokens create other --to github-output:token')
  expect(elsewhere).toMatchObject({ exitCode: 7, stdout: '' })
})
