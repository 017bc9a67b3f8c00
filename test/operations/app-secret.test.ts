import { describe, expect, test } from 'vitest'
import { pinned } from '../../src/domain/destination.ts'
import { OutcomeUnknown, PlatformUnavailable, StoreUnavailable } from '../../src/domain/errors.ts'
import { forgetAppSecret } from '../../src/operations/apps/forget-app-secret.ts'
import { revokeApp } from '../../src/operations/apps/revoke-app.ts'
import { rotateAppSecret } from '../../src/operations/apps/rotate-app-secret.ts'
import { MemoryTerminal } from '../fakes/memory-terminal.ts'
import { create, kept, mobileApp, webApp, worldWithApps } from './apps-world.ts'
import { addresses, failureOf } from './world.ts'

const id = 'client_1'

describe('a new secret', () => {
  test('takes the place of the old one', async () => {
    const world = worldWithApps()
    await create(world)
    const { destinations } = await rotateAppSecret({ id, destinations: [], yes: true }, world)
    expect(destinations).toMatchObject([{ to: 'store:', status: 'verified' }])
    expect(kept(world)).toEqual({ [id]: 'client-secret-2' })
  })

  // Regressed: the dead one stayed in the store, where `tokens get apps/ID` printed it as if it were the current one.
  test.each(['stdout:', 'place:one'])('that goes to %s leaves no dead one in the store', async to => {
    const world = worldWithApps()
    await create(world)
    const rotated = await rotateAppSecret({ id, destinations: addresses(to), yes: true }, world)
    expect(rotated.warnings).toEqual([])
    expect(kept(world)).toEqual({})
  })

  test('stays in the store where that is one of its places, or leads to the same entry as one', async () => {
    const world = worldWithApps()
    await create(world)
    const destinations = addresses('place:one', 'store:')
    const { secret } = await rotateAppSecret({ id, destinations, yes: true }, world)
    expect(await forgetAppSecret(id, world, secret)).toEqual([])
    expect(kept(world)).toEqual({ [id]: 'client-secret-2' })
  })

  // Regressed: it went to the store unless every place was named again, and the others kept the dead one without a word.
  test('goes where the one before it went, and a place that it left is named', async () => {
    const world = worldWithApps()
    await create(world, webApp, 'place:one', 'place:two')
    const first = await rotateAppSecret({ id, destinations: [], yes: true }, world)
    expect(first.destinations.map(({ to }) => to)).toEqual(['place:one', 'place:two'])
    expect(world.destinations.at('place:two').held?.reveal()).toBe('client-secret-2')
    const second = await rotateAppSecret({ id, destinations: addresses('place:one'), yes: true }, world)
    expect(second.warnings).toEqual(['place:two still holds the dead client secret'])
    const { warnings } = await revokeApp({ id, yes: true }, world)
    expect(warnings).toEqual(['place:one still holds the dead client secret'])
    expect(world.appRecords.held.size).toBe(0)
  })

  // Regressed: only places beside the store were named, and a store that is no more in use kept the dead one without a word.
  test('leaves none in a store that was used before without a word', async () => {
    const world = worldWithApps()
    const at = { home: 'keychain' }
    Object.assign(world.secretStore, { home: () => Promise.resolve(at.home) })
    await create(world)
    await world.appRecords.put({ id, storedIn: [pinned('store:', 'keychain')] })
    at.home = 'age /home/dev/secrets.age'
    const destinations = addresses('place:one')
    const { warnings } = await rotateAppSecret({ id, destinations, yes: true }, world)
    expect(warnings).toEqual(['store: in keychain still holds the dead client secret'])
    await world.appRecords.put({ id, storedIn: [pinned('store:', at.home)] })
    expect((await revokeApp({ id, yes: true }, world)).warnings).toEqual([])
  })

  test('is not made where it is not known which places hold the old one, unless they are named', async () => {
    const world = worldWithApps()
    await create(world)
    world.appRecords.get = () => Promise.reject(new StoreUnavailable('damaged'))
    const unnamed = rotateAppSecret({ id, destinations: [], yes: true }, world)
    expect(await failureOf(unnamed)).toMatchObject({ exitCode: 7 })
    expect(world.applications.calls).not.toContain(`renew ${id}`)
    await rotateAppSecret({ id, destinations: addresses('store:'), yes: true }, world)
    expect(kept(world)).toEqual({ [id]: 'client-secret-2' })
  })

  test('that cannot be remembered is in place all the same, with a warning', async () => {
    const world = worldWithApps()
    await create(world)
    world.appRecords.failing = true
    const { warnings } = await rotateAppSecret({ id, destinations: [], yes: true }, world)
    expect(warnings).toEqual([expect.stringMatching(/^this machine will not remember where/)])
  })

  test('that misses one of its places leaves no dead one either: exit 9', async () => {
    const world = worldWithApps()
    await create(world)
    world.destinations.at('place:two').faults = { write: 'unavailable' }
    const destinations = addresses('place:one', 'place:two')
    const error = await failureOf(rotateAppSecret({ id, destinations, yes: true }, world))
    expect(error).toMatchObject({ exitCode: 9, message: expect.stringMatching(/missing from place:two/) })
    expect(kept(world)).toEqual({})
  })

  test.each(['read', 'remove'] as const)('where the store fails to %s: a warning', async method => {
    const world = worldWithApps()
    await create(world)
    world.secretStore.fail(method)
    const { warnings } = await rotateAppSecret({ id, destinations: addresses('stdout:'), yes: true }, world)
    expect(warnings).toEqual([
      `its dead client secret, if one is stored, was not removed: the ${method} failed, as the test asked`,
    ])
  })

  test('is asked for; no changes nothing', async () => {
    const world = worldWithApps({ terminal: new MemoryTerminal({ answers: [false] }) })
    await create(world)
    const error = await failureOf(rotateAppSecret({ id, destinations: [], yes: false }, world))
    expect(error).toMatchObject({ exitCode: 130, message: 'nothing was changed' })
    expect(world.applications.calls).not.toContain(`renew ${id}`)
    expect(kept(world)).toEqual({ [id]: 'client-secret-1' })
  })

  test('without a yes, and nobody to ask: exit 2, before any request', async () => {
    const world = worldWithApps()
    expect(await failureOf(rotateAppSecret({ id, destinations: [], yes: false }, world))).toMatchObject({
      exitCode: 2,
      hint: '--yes',
    })
    expect(world.applications.calls).toEqual([])
  })

  test('is not made where a place would not take it', async () => {
    const world = worldWithApps()
    await create(world)
    world.secretStore.fail('probe')
    expect(await failureOf(rotateAppSecret({ id, destinations: [], yes: true }, world))).toMatchObject({
      exitCode: 7,
    })
    expect(world.applications.calls).not.toContain(`renew ${id}`)
  })

  test('that reaches no place goes to the store: exit 9', async () => {
    const world = worldWithApps()
    await create(world)
    const to = addresses('place:one')
    world.destinations.at('place:one').faults = { write: 'unavailable' }
    const error = await failureOf(rotateAppSecret({ id, destinations: to, yes: true }, world))
    expect(error).toMatchObject({ exitCode: 9, message: expect.stringMatching(/; the secret store has it$/) })
    expect(kept(world)).toEqual({ [id]: 'client-secret-2' })
  })

  test('that reaches nothing at all says so', async () => {
    const world = worldWithApps()
    await create(world)
    world.secretStore.fail('write', new StoreUnavailable('no space'))
    const error = await failureOf(rotateAppSecret({ id, destinations: [], yes: true }, world))
    expect(error).toMatchObject({ exitCode: 9, message: expect.stringMatching(/stored nowhere$/) })
  })

  test('whose answer is lost: exit 9, run it again', async () => {
    const world = worldWithApps()
    await create(world)
    world.applications.interpose = (call, act) => {
      if (call.startsWith('renew')) throw new OutcomeUnknown('it is unknown')
      return act()
    }
    expect(await failureOf(rotateAppSecret({ id, destinations: [], yes: true }, world))).toMatchObject({
      exitCode: 9,
      hint: `run it again: beatpass apps rotate-secret ${id}`,
    })
  })

  test('is for web applications that are alive', async () => {
    const world = worldWithApps()
    await create(world, mobileApp)
    await create(world)
    await revokeApp({ id: 'client_2', yes: true }, world)
    for (const one of ['client_1', 'client_2']) {
      const rotating = rotateAppSecret({ id: one, destinations: [], yes: true }, world)
      expect(await failureOf(rotating)).toMatchObject({ exitCode: 5 })
    }
  })
})

describe('revoking an application', () => {
  test('ends it and forgets its secret; once more is no error', async () => {
    const world = worldWithApps()
    await create(world)
    expect((await revokeApp({ id, yes: true }, world)).app.status).toBe('revoked')
    expect(kept(world)).toEqual({})
    expect((await revokeApp({ id, yes: true }, world)).warnings).toEqual([])
    expect(world.applications.calls.filter(call => call.startsWith('revoke'))).toHaveLength(1)
  })

  test('no is an answer', async () => {
    const world = worldWithApps({ terminal: new MemoryTerminal({ answers: [false] }) })
    await create(world)
    expect(await failureOf(revokeApp({ id, yes: false }, world))).toMatchObject({ exitCode: 130 })
  })

  test('a lost answer is read back', async () => {
    const world = worldWithApps()
    await create(world)
    world.applications.interpose = (call, act) => {
      if (!call.startsWith('revoke')) return act()
      act()
      throw new OutcomeUnknown('it is unknown')
    }
    expect((await revokeApp({ id, yes: true }, world)).app.status).toBe('revoked')
  })

  test('one that lives on is exit 9; another failure comes as it is', async () => {
    const world = worldWithApps()
    await create(world)
    world.applications.interpose = (call, act) => {
      if (call.startsWith('revoke')) throw new OutcomeUnknown('it is unknown')
      return act()
    }
    expect(await failureOf(revokeApp({ id, yes: true }, world))).toMatchObject({ exitCode: 9 })
    world.applications.interpose = (call, act) => {
      if (call.startsWith('revoke')) throw new PlatformUnavailable('no answer')
      return act()
    }
    expect(await failureOf(revokeApp({ id, yes: true }, world))).toMatchObject({ exitCode: 6 })
  })

  test('a bug on the way is thrown as it is', async () => {
    const world = worldWithApps()
    await create(world)
    world.secretStore.fail('remove', new TypeError('a bug'))
    await expect(revokeApp({ id, yes: true }, world)).rejects.toThrow(TypeError)
  })

  test('a secret that cannot be removed is a warning', async () => {
    const world = worldWithApps()
    await create(world)
    world.secretStore.fail('remove')
    expect((await revokeApp({ id, yes: true }, world)).warnings).toHaveLength(1)
  })
})
