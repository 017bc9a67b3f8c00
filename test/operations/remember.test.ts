import { describe, expect, test } from 'vitest'
import { pinned } from '../../src/domain/destination.ts'
import { forget, remember } from '../../src/operations/remember.ts'
import { takeOver, takeOverFromOthers } from '../../src/operations/take-over.ts'
import { aRecord } from './records.ts'
import { worldInCi } from './world.ts'

describe('what this machine remembers', () => {
  const record = aRecord('7', 'ci-main', { storedIn: ['store:', 'file:x'] })

  test('a place that cannot be written is a warning; a mistake of ours is thrown', async () => {
    const world = worldInCi()
    world.tokenRecords.failing = true
    const why = 'the records cannot be written'
    expect(await remember(record, world)).toEqual([`this machine will not remember token 7: ${why}`])
    expect(await forget('7', world)).toEqual([`this machine will go on remembering token 7: ${why}`])
    world.tokenRecords.put = () => Promise.reject(new TypeError('a bug'))
    await expect(remember(record, world)).rejects.toThrow(TypeError)
  })

  test('a place that is delivered to again is taken from the other label, its own store is not', async () => {
    const world = worldInCi()
    const other = aRecord('6', 'other', { storedIn: ['store:', 'file:x', 'file:y'] })
    const apart = aRecord('5', 'apart', { storedIn: ['file:z'] })
    for (const one of [other, apart, record]) await world.tokenRecords.put(one)
    expect(await takeOver(record, [other, apart, record], world)).toEqual([])
    expect(await world.tokenRecords.all()).toEqual([
      { ...other, storedIn: ['store:', 'file:y'] },
      apart,
      record,
    ])
  })

  test('each label has its own entry of the keychain too: that of another is not taken', async () => {
    const world = worldInCi()
    const other = aRecord('6', 'other', { storedIn: ['keychain:'] })
    const before = aRecord('5', 'ci-main', { storedIn: ['keychain:'] })
    for (const one of [before, other]) await world.tokenRecords.put(one)
    await takeOver(aRecord('7', 'ci-main', { storedIn: ['keychain:'] }), [before, other], world)
    expect(await world.tokenRecords.all()).toEqual([{ ...before, storedIn: [] }, other])
  })

  // Regressed: each began from the record as it was first read, and gave back what the other had taken.
  test('two that are delivered side by side each take theirs, and what is written last has both', async () => {
    const world = worldInCi()
    const other = aRecord('6', 'other', { storedIn: ['file:x', 'file:y', 'file:z'] })
    const records = [other]
    await world.tokenRecords.put(other)
    const put = world.tokenRecords.put.bind(world.tokenRecords)
    let first = true
    world.tokenRecords.put = async written => {
      if (first) {
        first = false
        await new Promise(resolve => setTimeout(resolve, 20))
      }
      await put(written)
    }
    const taking = [
      aRecord('7', 'one', { storedIn: ['file:x'] }),
      aRecord('8', 'two', { storedIn: ['file:y'] }),
    ]
    await Promise.all(taking.map(record => takeOver(record, records, world)))
    expect([...world.tokenRecords.held.values()]).toEqual([{ ...other, storedIn: ['file:z'] }])
  })

  test('what could not be written of one does not stop the next', async () => {
    const world = worldInCi()
    const records = [aRecord('6', 'other', { storedIn: ['file:x', 'file:y'] })]
    for (const one of records) await world.tokenRecords.put(one)
    world.tokenRecords.failing = true
    const warned = await takeOver(aRecord('7', 'one', { storedIn: ['file:x'] }), records, world)
    expect(warned).toEqual(['this machine remembers token 6 in a wrong place: the records cannot be written'])
    world.tokenRecords.failing = false
    expect(await takeOver(aRecord('8', 'two', { storedIn: ['file:y'] }), records, world)).toEqual([])
    expect([...world.tokenRecords.held.values()]).toMatchObject([{ id: '6', storedIn: ['file:x'] }])
  })

  test('of a place that is remembered with its folder the text alone is taken too', async () => {
    const world = worldInCi()
    const records = [aRecord('6', 'other', { storedIn: ['exec:keep', pinned('exec:keep', '/elsewhere')] })]
    for (const one of records) await world.tokenRecords.put(one)
    await takeOver(aRecord('7', 'one', { storedIn: [pinned('exec:keep', '/here')] }), records, world)
    expect([...world.tokenRecords.held.values()]).toMatchObject([
      { storedIn: [pinned('exec:keep', '/elsewhere')] },
    ])
  })

  test('all that were remembered in one place lose it, and one that lost it meanwhile is not written again', async () => {
    const world = worldInCi()
    const records = ['5', '6', '4'].map(id => aRecord(id, `other-${id}`, { storedIn: ['file:x'] }))
    for (const one of records) await world.tokenRecords.put(one)
    await world.tokenRecords.put(aRecord('4', 'other-4', { storedIn: ['file:y'] }))
    const before = world.tokenRecords.calls.put
    await takeOver(aRecord('7', 'one', { storedIn: ['file:x'] }), records, world)
    const places = [...world.tokenRecords.held.values()].map(({ storedIn }) => storedIn)
    expect([places, world.tokenRecords.calls.put - before]).toEqual([[[], [], ['file:y']], 2])
  })

  test('a record that was forgotten meanwhile is not made again', async () => {
    const world = worldInCi()
    const records = [aRecord('6', 'other', { storedIn: ['file:x'] })]
    expect(await takeOver(aRecord('7', 'one', { storedIn: ['file:x'] }), records, world)).toEqual([])
    expect(await world.tokenRecords.all()).toEqual([])
  })

  test('of its own label only a new token takes: a rotation has told what became of its predecessors', async () => {
    const world = worldInCi()
    const before = aRecord('6', 'ci-main', { storedIn: ['store:', 'file:x', 'file:z'] })
    await world.tokenRecords.put(before)
    await takeOverFromOthers(record, [before], world)
    expect(await world.tokenRecords.get('6')).toEqual(before)
    await takeOver(record, [before], world)
    expect(await world.tokenRecords.get('6')).toEqual({ ...before, storedIn: ['file:z'] })
  })
})
