import { expect, test } from 'vitest'
import { nuwebFacts } from '../../src/adapters/platforms/nuweb-facts.ts'
import { Secret } from '../../src/domain/secret.ts'
import { createToken } from '../../src/operations/create-token.ts'
import { createTokens } from '../../src/operations/create-tokens.ts'
import { leftByCreate } from '../../src/operations/left-by-create.ts'
import { revokeTokens } from '../../src/operations/revoke-tokens.ts'
import { signIn } from '../../src/operations/sign-in.ts'
import { create, mobileApp, webApp, worldWithApps } from './apps-world.ts'
import { account, newWorld, storeOnly, worldInCi } from './world.ts'

const revoke = { references: [], expired: false, allButCurrent: false, dryRun: false, yes: true }

test('a create says which token may exist', async () => {
  const world = worldInCi()
  await createToken({ label: 'ci-main', destinations: storeOnly }, world)
  expect(world.interruption.left).toEqual([
    {
      what: "a token 'ci-main' may exist, and its secret may be stored nowhere",
      hint: "beatpass tokens list --name 'ci-main' shows it; rotate or revoke it",
    },
  ])
})

test('a create of several says how many', async () => {
  const world = worldInCi()
  await createTokens({ labels: ['one', 'two'], destinations: storeOnly }, world)
  expect(world.interruption.left).toMatchObject([{ what: expect.stringContaining('some of 2 tokens') }])
})

test('where the page alone lists tokens, a create names the page', () => {
  const { platform } = newWorld()
  platform.facts = nuwebFacts
  for (const labels of [['one'], ['one', 'two']])
    expect(leftByCreate(labels, { platform }).hint).toMatch(/^look at https:\S+ and delete (it|them) there$/)
})

test('a revocation is run again', async () => {
  const world = worldInCi()
  for (const name of ['one', 'two']) world.platform.plant(name)
  await revokeTokens({ ...revoke, references: ['one'] }, world)
  await revokeTokens({ ...revoke, allButCurrent: true }, world)
  await revokeTokens({ ...revoke, references: ['1'] }, world)
  expect(world.interruption.left.map(left => left?.what)).toEqual([
    "token 2 'one' may be revoked already",
    "token 3 'two' may be revoked already",
    "token 1 'ci session' may be revoked already",
  ])
})

test('a sign-in may leave a session', async () => {
  const world = newWorld()
  await signIn({ email: account.email, password: new Secret(account.password) }, world)
  expect(world.interruption.left).toEqual([
    {
      what: 'a session may be left on the platform',
      hint: expect.stringMatching(/^sign in again; what is left can be deleted at https:/),
    },
  ])
})

test('a registration says which application may exist, and whether it has a secret', async () => {
  const world = worldWithApps()
  await create(world, webApp)
  await create(world, mobileApp)
  const [web, mobile] = world.interruption.left
  expect(web?.what).toBe(`an application '${webApp.name}' may exist, and its secret may be stored nowhere`)
  expect(mobile?.what).toBe(`an application '${mobileApp.name}' may exist`)
})
