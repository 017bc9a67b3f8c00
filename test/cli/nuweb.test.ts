import { expect, test } from 'vitest'
import { refusal } from './beatpass.ts'
import { guestOf } from './guest.ts'

const guest = () => guestOf('nuweb')

async function signedIn() {
  const one = await guest()
  const { exitCode } = await one.run('login --company 1001 --email one@x.test --password-stdin', one.password)
  expect(exitCode).toBe(0)
  return one
}

async function withToken() {
  const one = await signedIn()
  const created = await one.run('tokens create ci-main --password-stdin', one.password)
  expect(created).toMatchObject({ exitCode: 0, stdout: '2\n' })
  return { one, created, page: `${new URL(one.server.apiUrl).origin}/tokens` }
}

test('a sign-in wants to know on whose behalf, before anything is asked or sent', async () => {
  const one = await guest()
  const hint = '--company N or --reseller N; beatpass login keeps it in the profile'
  const refused = refusal(2, 'Nuweb wants to know on whose behalf', hint)
  expect(await one.run('login --email one@x.test --password-stdin', one.password)).toEqual({
    ...refused,
    requests: [],
  })
  expect(
    await one.run('login --company 10x1 --email one@x.test --password-stdin', one.password),
  ).toMatchObject({
    exitCode: 2,
    requests: [],
  })
  const both = await one.run(
    'login --company 1 --reseller 2 --email one@x.test --password-stdin',
    one.password,
  )
  expect(both).toMatchObject({ exitCode: 2, requests: [] })
})

test('the tenant is kept with the profile and goes along with every call; a reseller likewise', async () => {
  const one = await signedIn()
  const whoami = await one.run('whoami --json')
  expect(JSON.parse(whoami.stdout)).toMatchObject({
    platform: 'nuweb',
    account: { email: 'one@x.test' },
    tenancy: { company: '1001' },
    permissions: "it carries its user's permissions and visibility groups, and follows their changes",
  })
  await one.run('--profile partner login --reseller 7 --email one@x.test --password-stdin', one.password)
  const partner = await one.run('--profile partner whoami --json')
  expect(JSON.parse(partner.stdout)).toMatchObject({ tenancy: { reseller: '7' } })
})

test('a create is a sign-in with its name and the password; the mask is the id alone', async () => {
  const { one, created } = await withToken()
  expect(created.requests).toEqual(['POST /login', 'GET /user'])
  const listed = await one.run('tokens list --json --name ci-main')
  expect(listed.requests).toEqual([])
  expect(JSON.parse(listed.stdout)).toMatchObject([
    { id: '2', name: 'ci-main', masked: '2|*************', status: 'active', storedIn: ['store:'] },
  ])
  const shown = await one.run('tokens show ci-main')
  expect(shown.stdout).toContain("permissions\tit carries its user's permissions")
  expect(await one.kept()).not.toContain(one.password)
})

test('without the password a create is refused before anything is sent', async () => {
  const one = await signedIn()
  expect(await one.run('tokens create ci-main')).toEqual({
    ...refusal(2, 'a password is needed to sign in', 'pipe it in with --password-stdin'),
    requests: [],
  })
})

test('the stored secret is printed, verified and identified; nothing else is asked', async () => {
  const { one } = await withToken()
  const got = await one.run('tokens get ci-main')
  expect(got).toMatchObject({ exitCode: 0, requests: [] })
  expect(await one.run('tokens verify ci-main')).toMatchObject({ exitCode: 0, requests: ['GET /user'] })
  const identified = await one.run('tokens identify --json', got.stdout)
  expect(JSON.parse(identified.stdout)).toMatchObject({ id: '2', label: 'ci-main', listed: null })
  expect(await one.run('tokens check')).toMatchObject({ exitCode: 0, requests: [] })
})

test('what the page alone does is one sentence with that page, and exit 5', async () => {
  const { one, page } = await withToken()
  const hint = `beatpass tokens rotate NAME --web goes through it with ${page}`
  for (const line of ['tokens rotate ci-main', 'tokens finish']) {
    const refused = refusal(5, 'Nuweb leaves a part of every rotation to its web page', hint)
    expect(await one.run(line)).toEqual({ ...refused, requests: [] })
  }
  const signedOut = await one.run('logout')
  expect(signedOut).toMatchObject({ exitCode: 5, requests: [] })
  expect(signedOut.stderr).toContain(`delete the session's token at ${page}, then beatpass logout --local`)
  const revoked = await one.run('tokens revoke ci-main --yes')
  expect(revoked).toMatchObject({ exitCode: 5, requests: ['GET /user'] })
  expect(revoked.stderr).toBe(`beatpass: Nuweb ends tokens on its web page only\nhint: open ${page}\n`)
  expect(await one.run('tokens revoke --all-but-current --yes')).toMatchObject({ exitCode: 5, requests: [] })
})

test('what was deleted on the page is forgotten by a revoke', async () => {
  const { one } = await withToken()
  await one.server.endByHand(one.server.people[0], '2')
  expect(await one.run('tokens verify ci-main')).toMatchObject({ exitCode: 3 })
  expect(await one.run('tokens revoke ci-main --dry-run')).toMatchObject({ exitCode: 0 })
  expect(await one.run('tokens revoke ci-main')).toMatchObject({
    exitCode: 0,
    stdout: '2\tci-main\tforgotten\n',
  })
  expect(await one.run('tokens get ci-main')).toMatchObject({ exitCode: 4, stdout: '' })
  expect((await one.run('tokens list')).stdout).not.toContain('ci-main')
})

test('a session that is replaced lives on, and its page is named', async () => {
  const one = await signedIn()
  const again = await one.run('login --email one@x.test --password-stdin', one.password)
  expect(again.stderr).toContain('warning: the session before this one, token 1, lives on: delete it at http')
  expect(await one.run('logout --local')).toMatchObject({ exitCode: 0, requests: [] })
})
