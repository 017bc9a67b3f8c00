import { describe, expect, test } from 'vitest'
import type { Locks } from '../../src/ports/locks.ts'

const tick = () => new Promise(resolve => setTimeout(resolve, 5))

/** All locks, real or fake, are held to this. `make` gives locks that nobody else holds. */
export function locksContract(name: string, make: () => Promise<Locks> | Locks): void {
  describe(`${name} keeps the contract of locks`, () => {
    test('work of one name is done one after the other', async () => {
      const locks = await make()
      const seen: string[] = []
      const work = (what: string) => async () => {
        seen.push(`${what} begins`)
        await tick()
        seen.push(`${what} ends`)
        return what
      }
      const done = await Promise.all([
        locks.exclusively('one', work('a')),
        locks.exclusively('one', work('b')),
      ])
      expect(done).toEqual(['a', 'b'])
      const [first = '', second, third = '', fourth] = seen
      expect([second, fourth]).toEqual([first.replace('begins', 'ends'), third.replace('begins', 'ends')])
      expect(new Set(seen).size).toBe(4)
    })

    test('work of another name is done beside it', async () => {
      const locks = await make()
      const inner = () => locks.exclusively('two', () => Promise.resolve('c'))
      expect(await locks.exclusively('one', inner)).toBe('c')
    })

    test('a failure of the work comes out as it is, and the lock is free again', async () => {
      const locks = await make()
      const failure = new Error('of the work')
      await expect(locks.exclusively('one', () => Promise.reject(failure))).rejects.toBe(failure)
      expect(await locks.exclusively('one', () => Promise.resolve(7))).toBe(7)
    })
  })
}
