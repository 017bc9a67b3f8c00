import { describe, expect, test } from 'vitest'
import { DestinationConflict, DestinationUnavailable } from '../../src/domain/errors.ts'
import { Secret } from '../../src/domain/secret.ts'
import { destinationContract } from '../contracts/destination.ts'
import { MemoryDestination } from './memory-destination.ts'
import { freshSecret } from './secrets.ts'

for (const readsBack of [true, false]) {
  destinationContract(`the fake (${readsBack ? 'readable' : 'write-only'})`, async () => {
    const destination = new MemoryDestination({ readsBack })
    const put = async (value: string) => {
      destination.held = new Secret(value)
    }
    return {
      destination,
      held: async () => destination.held?.reveal(),
      ...(readsBack ? { put } : {}),
      snapshot: async () => [destination.held?.reveal(), destination.stored.length],
      breakWrites: async () => {
        destination.faults.write = 'unavailable'
      },
    }
  })
}

describe('the fake fails as told', () => {
  const nothing = { secret: undefined, version: undefined }

  test('before, after and instead of storing', async () => {
    const destination = new MemoryDestination()
    const secret = freshSecret()
    destination.faults = { probe: 'unavailable', observe: 'unavailable', write: 'once' }
    await expect(destination.probe()).rejects.toThrow(DestinationUnavailable)
    await expect(destination.observe()).rejects.toThrow(DestinationUnavailable)
    await expect(destination.write(secret, nothing)).rejects.toThrow(DestinationUnavailable)
    expect(destination.held).toBeUndefined()
    destination.faults = { write: 'stored' }
    await expect(destination.write(secret, nothing)).rejects.toThrow(DestinationUnavailable)
    expect(destination.held).toBe(secret)
    destination.faults = { write: 'other' }
    await destination.write(freshSecret(), { secret, version: undefined })
    expect(destination.held?.equals(secret)).toBe(false)
    expect(destination.calls).toEqual({ probe: 1, observe: 1, write: 3 })
  })

  test('for ever, and by a rival', async () => {
    const destination = new MemoryDestination()
    destination.faults = { write: 'refused' }
    await expect(destination.write(freshSecret(), nothing)).rejects.toThrow(DestinationConflict)
    const rival = freshSecret()
    destination.faults = { meanwhile: rival }
    await expect(destination.write(freshSecret(), nothing)).rejects.toThrow(DestinationConflict)
    expect(destination.held).toBe(rival)
  })
})
