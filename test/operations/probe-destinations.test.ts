import { expect, test } from 'vitest'
import { InvalidInput } from '../../src/domain/errors.ts'
import { probeDestinations } from '../../src/operations/probe-destinations.ts'
import { addresses, failureOf, newWorld } from './world.ts'

test('each is probed in turn, and nothing else happens: no request, no look, no write', async () => {
  const world = newWorld()
  world.destinations.at('file:y').faults.probe = 'unavailable'
  const probed = await probeDestinations(addresses('store:', 'file:y', 'write-only:z'), world)
  expect(probed).toMatchObject([
    { to: 'store:', reachable: true, readsBack: true, writesConditionally: true },
    { to: 'file:y', reachable: false, error: { exitCode: 7, message: 'file:y is not available' } },
    { to: 'write-only:z', reachable: true, readsBack: false, writesConditionally: false },
  ])
  expect(probed.map(({ error }) => error !== undefined)).toEqual([false, true, false])
  expect(world.events.lines).toEqual(['probe store:', 'probe file:y', 'probe write-only:z'])
})

test('a store that cannot be used is not reachable', async () => {
  const world = newWorld()
  world.secretStore.fail('probe')
  expect(await probeDestinations(addresses('store:'), world)).toMatchObject([
    { reachable: false, error: { code: 'store_unavailable' } },
  ])
})

test('an address that is none is refused before the first probe', async () => {
  const world = newWorld()
  const open = world.destinations.open.bind(world.destinations)
  world.destinations.open = (address, entry) => {
    if (address.scheme === 'odd') throw new InvalidInput('no such form')
    return open(address, entry)
  }
  const failure = await failureOf(probeDestinations(addresses('file:y', 'odd:x'), world))
  expect(failure).toMatchObject({ exitCode: 2 })
  expect(world.events.lines).toEqual([])
})

test('a bug is no unreachable destination', async () => {
  const world = newWorld()
  world.destinations.at('file:y').probe = () => Promise.reject(new TypeError('a bug'))
  await expect(probeDestinations(addresses('file:y'), world)).rejects.toThrow(TypeError)
})
