import { expect, test } from 'vitest'
import {
  RemoteDestination,
  type RemotePlace,
} from '../../../../src/adapters/destinations/remote/remote-destination.ts'
import {
  DestinationConflict,
  DestinationUnavailable,
  type StoreFailure,
} from '../../../../src/domain/errors.ts'
import { Secret } from '../../../../src/domain/secret.ts'
import type { Observation } from '../../../../src/ports/destination.ts'
import { destinationContract } from '../../../contracts/destination.ts'
import { freshSecret } from '../../../fakes/secrets.ts'

/** A service in memory that counts its versions; `faults` are what becomes of the next writes. */
class Shelf implements RemotePlace {
  readonly to = 'shelf:one'
  readonly readsBack = true
  readonly writesConditionally = true
  held: Secret | undefined
  version = 0
  puts = 0
  refuses = false
  faults: { failure: StoreFailure; stores: boolean }[] = []

  async probe(): Promise<void> {}

  async read(): Promise<Observation> {
    return { secret: this.held, version: String(this.version) }
  }

  async put(secret: Secret, current: Observation): Promise<void> {
    this.puts++
    if (this.refuses) throw new DestinationUnavailable('no', { hint: 'ask', failure: 'refused' })
    const fault = this.faults.shift()
    if (!fault || fault.stores) {
      if (current.version !== String(this.version)) throw new DestinationConflict('changed')
      this.held = secret
      this.version++
    }
    if (fault) throw new DestinationUnavailable('cut', { failure: fault.failure })
  }
}

destinationContract('a remote place', async () => {
  const shelf = new Shelf()
  return {
    destination: new RemoteDestination(shelf),
    held: async () => shelf.held?.reveal(),
    put: async value => {
      shelf.held = new Secret(value)
      shelf.version++
    },
    snapshot: async () => [shelf.held?.reveal(), shelf.version],
    breakWrites: async () => {
      shelf.refuses = true
    },
  }
})

async function write(faults: Shelf['faults'], meddle: (shelf: Shelf) => void = () => undefined) {
  const shelf = new Shelf()
  const destination = new RemoteDestination(shelf)
  const observed = await destination.observe()
  shelf.faults = faults
  meddle(shelf)
  const secret = freshSecret(13)
  const error = await destination.write(secret, observed).then(
    () => undefined,
    (reason: Error) => reason.name,
  )
  return { error, stored: shelf.held?.equals(secret) === true, puts: shelf.puts }
}

test('a lost answer is settled by reading', async () => {
  expect(await write([{ failure: 'timeout', stores: true }])).toEqual({
    error: undefined,
    stored: true,
    puts: 1,
  })
})

test('a write that was lost on the way is sent once more', async () => {
  expect(await write([{ failure: 'timeout', stores: false }])).toEqual({
    error: undefined,
    stored: true,
    puts: 2,
  })
})

test('a second loss is told', async () => {
  const lost = { failure: 'timeout', stores: false } as const
  expect(await write([lost, lost])).toEqual({ error: 'DestinationUnavailable', stored: false, puts: 2 })
})

test('a refusal is final', async () => {
  const refused = { failure: 'refused', stores: false } as const
  expect(await write([refused])).toEqual({ error: 'DestinationUnavailable', stored: false, puts: 1 })
})

test('a rival between our read and our write wins', async () => {
  const outcome = await write([], shelf => {
    const put = shelf.put.bind(shelf)
    shelf.put = async (secret, current) => {
      shelf.version++
      await put(secret, current)
    }
  })
  expect(outcome).toEqual({ error: 'DestinationConflict', stored: false, puts: 1 })
})
