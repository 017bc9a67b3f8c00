import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { parseDestination } from '../../src/domain/destination.ts'
import {
  BeatpassError,
  DestinationConflict,
  StoreUnavailable,
  UnsafeEnvironment,
} from '../../src/domain/errors.ts'
import type { Destination } from '../../src/ports/destination.ts'
import { freshSecret } from '../fakes/secrets.ts'

/** A destination and the ways around it: `held` and `put` reach the place itself, not through the adapter. */
export interface DestinationUnderTest {
  destination: Destination
  /** What the place holds: the bare value. */
  held(): Promise<string | undefined>
  /** Puts a value there as somebody else would; only where the place reads back. */
  put?(value: string): Promise<void>
  /** All that the place holds, with modes and times. */
  snapshot(): Promise<unknown>
  /** What even a file that came and went would change. */
  traces?(): Promise<unknown>
  /** From now on a write is refused. */
  breakWrites(): Promise<void>
}

/** What every destination promises (src/ports/destination.ts). `make` gives a fresh and empty one. */
export function destinationContract(name: string, make: () => Promise<DestinationUnderTest>): void {
  describe(`${name} keeps the contract of a destination`, () => {
    test('a probe changes nothing, and an accepted write arrives', async () => {
      const { destination, held, snapshot, traces } = await make()
      const look = async () => [await snapshot(), await traces?.()]
      const before = await look()
      await destination.probe()
      expect(await look()).toEqual(before)
      const secret = freshSecret()
      await destination.write(secret, await destination.observe())
      expect(await held()).toBe(secret.reveal())
      const after = await look()
      await destination.probe()
      expect(await look()).toEqual(after)
    })

    test('what was written is observed, where that is possible', async () => {
      const { destination } = await make()
      expect((await destination.observe()).secret).toBeUndefined()
      const secret = freshSecret()
      await destination.write(secret, await destination.observe())
      const seen = (await destination.observe()).secret?.reveal()
      expect(seen).toBe(destination.readsBack ? secret.reveal() : undefined)
    })

    test('a second write replaces the first', async () => {
      const { destination, held } = await make()
      await destination.write(freshSecret(12), await destination.observe())
      const second = freshSecret(13)
      await destination.write(second, await destination.observe())
      expect(await held()).toBe(second.reveal())
    })

    test('its address is understood again', async () => {
      const { destination } = await make()
      expect(parseDestination(destination.address).scheme).toBe(parseDestination(destination.to).scheme)
    })

    test('a refused write leaves the old value, says what to do, and does not tell the secret', async () => {
      const { destination, held, breakWrites } = await make()
      const old = freshSecret(12)
      await destination.write(old, await destination.observe())
      const observed = await destination.observe()
      await breakWrites()
      const secret = freshSecret(13)
      const error = await destination.write(secret, observed).catch((reason: unknown) => reason)
      expect([StoreUnavailable, UnsafeEnvironment].some(kind => error instanceof kind)).toBe(true)
      expect(error instanceof BeatpassError && error.hint).toBeTruthy()
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret.reveal().slice(3))
      expect(await held()).toBe(old.reveal())
    })

    fencing(make)
  })
}

function fencing(make: () => Promise<DestinationUnderTest>): void {
  async function readable() {
    const subject = await make()
    const put = subject.put
    return put && { ...subject, put }
  }

  test('what writes conditionally reads back, and what reads back lets others in', async () => {
    const { destination, put } = await make()
    expect(destination.writesConditionally && !destination.readsBack).toBe(false)
    expect(put !== undefined).toBe(destination.readsBack)
  })

  test('a change since it was observed wins', async () => {
    const subject = await readable()
    if (!subject) return
    const { destination, held, put } = subject
    const observed = await destination.observe()
    const rival = freshSecret(12).reveal()
    await put(rival)
    await expect(destination.write(freshSecret(13), observed)).rejects.toThrow(DestinationConflict)
    expect(await held()).toBe(rival)
    const restoring = destination.write(freshSecret(13), observed, { restore: true })
    await expect(restoring).rejects.toThrow(DestinationConflict)
    expect(await held()).toBe(rival)
  })

  test('a larger id wins even when it was observed, compared as a number', async () => {
    const subject = await readable()
    if (!subject) return
    const { destination, held, put, snapshot } = subject
    const newer = freshSecret('10000000000000000010').reveal()
    await put(newer)
    const before = await snapshot()
    const write = destination.write(freshSecret('10000000000000000009'), await destination.observe())
    await expect(write).rejects.toThrow(DestinationConflict)
    expect(await held()).toBe(newer)
    expect(await snapshot()).toEqual(before)
  })

  test('a predecessor can be put back over its successor', async () => {
    const subject = await readable()
    if (!subject) return
    const { destination, held, put } = subject
    await put(freshSecret(10).reveal())
    const predecessor = freshSecret(9)
    await destination.write(predecessor, await destination.observe(), { restore: true })
    expect(await held()).toBe(predecessor.reveal())
  })

  test('storing what it already holds succeeds and changes nothing', async () => {
    const subject = await readable()
    if (!subject) return
    const { destination, snapshot } = subject
    const observed = await destination.observe()
    const secret = freshSecret()
    await destination.write(secret, observed)
    const before = await snapshot()
    await destination.write(secret, observed)
    expect(await snapshot()).toEqual(before)
  })
}
