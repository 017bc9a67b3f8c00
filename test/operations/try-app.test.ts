import { expect, test } from 'vitest'
import { PlatformUnavailable } from '../../src/domain/errors.ts'
import { revokeApp } from '../../src/operations/apps/revoke-app.ts'
import { type TryStep, tryApp } from '../../src/operations/apps/try-app.ts'
import { MemoryTerminal } from '../fakes/memory-terminal.ts'
import { type AppsWorld, create, mobileApp, worldWithApps } from './apps-world.ts'
import { failureOf } from './world.ts'

async function walking(world: AppsWorld = worldWithApps(), redirectUri = 'http://127.0.0.1/cb') {
  await create(world, { ...mobileApp, redirectUris: [redirectUri] } as unknown as typeof mobileApp)
  const steps: TryStep[] = []
  return {
    world,
    steps,
    walk: () => tryApp({ id: 'client_1', waitMs: 1000 }, step => steps.push(step), world),
  }
}

test('every step is told, and what was granted is dead in the end', async () => {
  const { world, steps, walk } = await walking()
  await walk()
  expect(steps.map(({ step }) => step)).toEqual([
    ...['application', 'authorization server', 'request', 'answer', 'tokens', 'refresh', 'revocation'],
  ])
  expect(JSON.stringify(steps)).not.toMatch(/access-\d|refresh-\d/)
  expect(world.authorization.calls.slice(-4)).toEqual([
    'revoke refresh refresh-2',
    'revoke access access-2',
    'refresh refresh-2',
    'close',
  ])
})

test('a refresh that fails ends what was granted all the same', async () => {
  const { world, walk } = await walking()
  let failed = false
  world.authorization.interpose = call => {
    if (call !== 'refresh refresh-1' || failed) return
    failed = true
    throw new PlatformUnavailable('no answer')
  }
  expect(await failureOf(walk())).toMatchObject({ message: 'no answer' })
  expect(world.authorization.calls).toContain('revoke refresh refresh-1')
})

test('without a refresh token there is no refresh', async () => {
  const { world, steps, walk } = await walking()
  world.authorization.grantsRefresh = false
  await walk()
  expect(steps.map(({ step }) => step).slice(4)).toEqual(['tokens', 'revocation'])
  expect(steps[4]?.facts).toMatchObject({ expires: 'not told', refresh_token: 'none' })
})

test('a refresh token that is not rotated is told so', async () => {
  const { world, steps, walk } = await walking()
  const { refresh } = world.authorization
  world.authorization.refresh = async (client, token) => {
    const granted = await refresh.call(world.authorization, client, token)
    return { ...granted, refresh: undefined }
  }
  await walk()
  expect(steps.find(({ step }) => step === 'refresh')?.facts).toMatchObject({ rotated: 'no' })
})

test('one that does not come back here, or is revoked, cannot be tried', async () => {
  const away = await walking(worldWithApps(), 'com.example.app:/cb')
  expect(await failureOf(away.walk())).toMatchObject({ exitCode: 5 })
  const { world, walk } = await walking()
  await revokeApp({ id: 'client_1', yes: true }, world)
  expect(await failureOf(walk())).toMatchObject({ exitCode: 5 })
})

test('without a browser the page is told to a person, or it is exit 2', async () => {
  const person = await walking(worldWithApps({ terminal: new MemoryTerminal({ answers: ['unused'] }) }))
  person.world.browser.isThere = false
  await person.walk()
  expect(person.world.terminal.notes[0]).toMatch(/^open this page/)
  const { world, walk } = await walking()
  world.browser.isThere = false
  expect(await failureOf(walk())).toMatchObject({ exitCode: 2 })
})
