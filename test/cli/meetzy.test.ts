import { expect, test } from 'vitest'
import { refusal } from './beatpass.ts'
import { guestOf } from './guest.ts'

async function withToken(expires = '90d') {
  const one = await guestOf('meetzy')
  const secret = await one.server.makeByHand(one.server.people[0], 'ci-main')
  const added = await one.run(`tokens add ci-main --expires ${expires}`, secret.reveal())
  expect(added).toMatchObject({ exitCode: 0, requests: ['GET /me'] })
  return { one, secret, id: added.stdout.trim(), page: `${one.server.apiUrl}/api-tokens` }
}

test('there is no sign-in by password: one sentence and the page; a token is pasted instead', async () => {
  const one = await guestOf('meetzy')
  const page = `${one.server.apiUrl}/api-tokens`
  const hint = `make a token at ${page}, then beatpass login --web or --with-token`
  expect(await one.run('login --email one@x.test --password-stdin', one.password)).toEqual({
    ...refusal(5, 'Meetzy has no sign-in by e-mail and password', hint),
    requests: [],
  })
  // Regressed: the command stood in quotes, as names do, and lacked the profile.
  const named = hint.replace('beatpass login', 'beatpass --profile one login')
  expect((await one.run('--profile one login')).stderr).toContain(`\nhint: ${named}\n`)
  const secret = await one.server.makeByHand(one.server.people[0], 'session')
  expect(await one.run('login --with-token', secret.reveal())).toMatchObject({ exitCode: 0 })
  expect((await one.run('whoami')).stdout).toContain('account\tSomebody · one@x.test\n')
  expect(await one.run('logout')).toMatchObject({ exitCode: 5, requests: [] })
  expect(await one.run('logout --local')).toMatchObject({ exitCode: 0, requests: [] })
})

test('a pasted token is listed with its end and its first characters, as far as enough stays hidden', async () => {
  const { one, secret, id } = await withToken()
  const listed = await one.run('tokens list --json')
  expect(listed.requests).toEqual([])
  const masked = `${secret.reveal().slice(0, 16)}*************`
  const [token] = JSON.parse(listed.stdout)
  expect(token).toMatchObject({ id, label: 'ci-main', masked, status: 'active', expirySource: 'requested' })
  const days = (Date.parse(token.expiresAt) - Date.now()) / 86_400_000
  expect(Math.round(days)).toBe(90)
  expect(listed.stderr).toContain(`all are at ${one.server.apiUrl}/api-tokens`)
  expect(await one.run('tokens check --within 91d')).toMatchObject({ exitCode: 10, requests: [] })
})

test('its ends are those of the page: no expiration is four years', async () => {
  const { one, secret } = await withToken('never')
  const [token] = JSON.parse((await one.run('tokens list --json')).stdout)
  expect(new Date(token.expiresAt).getUTCFullYear()).toBe(new Date().getUTCFullYear() + 4)
  const refused = await one.run('tokens add other --expires 12h', secret.reveal())
  expect(refused).toEqual({
    ...refusal(2, "Meetzy has no tokens that end so: '12h'", 'one of 30d, 90d, 6m, 1y, never'),
    requests: [],
  })
})

test('the stored secret is printed, verified with GET /me and identified without asking', async () => {
  const { one, secret, id } = await withToken()
  expect(await one.run('tokens get ci-main')).toMatchObject({ stdout: `${secret.reveal()}\n`, requests: [] })
  expect(await one.run('tokens verify ci-main')).toMatchObject({ exitCode: 0, requests: ['GET /me'] })
  const identified = await one.run('tokens identify', secret.reveal())
  expect(identified).toMatchObject({ exitCode: 0, requests: [] })
  expect(identified.stdout).toContain(`id\t${id}\nlabel\tci-main\n`)
  const strange = await one.server.makeByHand(one.server.people[1], 'strange')
  expect(await one.run('tokens identify', strange.reveal())).toMatchObject({ exitCode: 4, requests: [] })
})

test('what the page alone does is one sentence with that page, and exit 5', async () => {
  const { one, page } = await withToken()
  const create = refusal(
    5,
    'Meetzy makes tokens on its web page only',
    `open ${page}, make one there, then beatpass tokens add NAME`,
  )
  expect(await one.run('tokens create other')).toEqual({ ...create, requests: [] })
  expect(await one.run('tokens rotate ci-main')).toMatchObject({ exitCode: 5, requests: [] })
  expect(await one.run('tokens finish')).toMatchObject({ exitCode: 5, requests: [] })
  const revoked = await one.run('tokens revoke ci-main --yes')
  expect(revoked).toMatchObject({ exitCode: 5 })
  expect(revoked.stderr).toBe(`beatpass: Meetzy ends tokens on its web page only\nhint: open ${page}\n`)
})

test('a dead token is not stored, and one that died is forgotten by a revoke', async () => {
  const { one, secret } = await withToken()
  await one.server.endByHand(one.server.people[0], '1')
  expect(await one.run('tokens add again', secret.reveal())).toMatchObject({ exitCode: 3 })
  expect(await one.run('tokens revoke ci-main')).toMatchObject({ exitCode: 0 })
  expect(JSON.parse((await one.run('tokens list --json')).stdout)).toEqual([])
})
