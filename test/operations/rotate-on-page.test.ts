import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/domain/secret.ts'
import { rotateOnPage } from '../../src/operations/rotate-on-page.ts'
import { MemoryTerminal } from '../fakes/memory-terminal.ts'
import { secretOf as secretWithId } from '../fakes/memory-token.ts'
import { knowsByMark, markless } from './page-world.ts'
import { aRecord, keep } from './records.ts'
import { addresses, failureOf, newWorld, storedFor, type World } from './world.ts'

const onPage = (world: World, label = 'ci-main', ...to: string[]) =>
  rotateOnPage({ label, destinations: addresses(...to) }, world)

/** Token 1 is stored; the person pastes the value. */
async function pasting(value: Secret, ...places: string[]) {
  const world = newWorld({ terminal: new MemoryTerminal({ answers: [value] }) })
  await keep(world, 'ci-main', ...places)
  return world
}

describe('a rotation on the web page', () => {
  test('delivers what was pasted, makes no call, and names the token to delete', async () => {
    const world = await pasting(secretWithId(2), 'store:', 'file:y')
    const rotation = await onPage(world)
    expect(rotation).toMatchObject({
      outcome: 'rotated',
      successor: { id: '2', label: 'ci-main', storedIn: ['store:', 'file:y'] },
      destinations: [{ status: 'verified' }, { status: 'verified' }],
      verified: true,
    })
    expect(rotation.warnings).toEqual([expect.stringContaining('token 1 still works: delete it at https://')])
    expect(world.platform.calls).toEqual([])
    expect(storedFor(world, 'ci-main')?.tokenId).toBe('2')
    expect([...world.tokenRecords.held.keys()]).toEqual(['2'])
    expect(world.browser.opened).toHaveLength(1)
    expect(world.terminal.notes[0]).toMatch(/^opened: https:/)
    expect(world.terminal.notes[1]).toContain('ci-main ~aaaaaaaaaa')
  })

  test('takes a name that is remembered as it is, one that no new token would be given too', async () => {
    const name = 'ci \u{e0a0} main'
    const world = newWorld({ terminal: new MemoryTerminal({ answers: [secretWithId(2)] }) })
    expect(await failureOf(onPage(world, name))).toMatchObject({ exitCode: 2 })
    await keep(world, name)
    expect(await onPage(world, name)).toMatchObject({ outcome: 'rotated', label: name })
  })

  test('tells the page where there is no browser', async () => {
    const world = await pasting(secretWithId(2))
    world.browser.isThere = false
    await onPage(world)
    expect(world.terminal.notes[0]).toMatch(/^open this page: https:/)
  })

  // Regressed: the one before was forgotten, and nothing said that it lived on and where.
  test('delivers where it is told to, and names the token to delete and the place that it is left in', async () => {
    const world = await pasting(secretWithId(2))
    const rotation = await onPage(world, 'ci-main', 'write-only:x')
    expect(rotation).toMatchObject({ destinations: [{ status: 'accepted' }], verified: false })
    expect(rotation.warnings).toEqual([
      'store: still holds the secret of token 1',
      expect.stringContaining('token 1 still works: delete it at https://'),
    ])
    expect(storedFor(world, 'ci-main')?.tokenId).toBe('1')
  })

  // Regressed: the user was told to delete the token of another label, which was remembered there still.
  test('names the token of another label that was there, not as one to delete', async () => {
    const world = await pasting(secretWithId(9))
    await keep(world, 'ci-other', 'file:y')
    const { warnings } = await onPage(world, 'ci-main', 'store:', 'file:y')
    expect(warnings).toEqual([
      "token 2 'ci-other' lost its place, and still works",
      expect.stringContaining('token 1 still works: delete it at https://'),
    ])
    expect(world.tokenRecords.held.get('2')?.storedIn).toEqual([])
  })

  // Regressed: its record became the other label's, and the next rotation of either would have ended both.
  test('refuses the token of another label', async () => {
    const world = newWorld({ terminal: new MemoryTerminal({ answers: [secretWithId(2)] }) })
    await keep(world, 'ci-main')
    await keep(world, 'ci-other')
    expect(await failureOf(onPage(world))).toMatchObject({
      exitCode: 2,
      message: "token 2 is kept already, as 'ci-other'",
    })
  })

  test.each([
    [secretWithId(1), 'token 1 is not newer than token 1, which is stored'],
    [new Secret('no id in it'), "that is not a token's value"],
  ])('changes nothing for a value that is no newer token', async (value, message) => {
    const world = await pasting(value)
    const error = await failureOf(onPage(world))
    expect(error).toMatchObject({ exitCode: 2, message })
    expect([world.events.effects, storedFor(world, 'ci-main')?.tokenId]).toEqual([[], '1'])
  })

  test('asks nothing when a place cannot be used, or nobody can paste', async () => {
    const world = await pasting(secretWithId(2), 'file:y')
    world.destinations.at('file:y').faults.probe = 'unavailable'
    expect(await failureOf(onPage(world))).toMatchObject({ exitCode: 7 })
    expect([world.terminal.questions, world.browser.opened]).toEqual([[], []])
    expect(await failureOf(onPage(newWorld()))).toMatchObject({ code: 'input_required', exitCode: 2 })
  })

  test('tells which token works where when a place fails', async () => {
    const first = await pasting(secretWithId(2), 'file:y')
    first.destinations.at('file:y').faults.write = 'unavailable'
    const nothing = await failureOf(onPage(first))
    expect(nothing).toMatchObject({ exitCode: 8 })
    expect(nothing.hint).toContain('delete token 2 on the page')
    const later = await pasting(secretWithId(2), 'store:', 'file:y')
    later.destinations.at('file:y').faults.write = 'unavailable'
    const half = await failureOf(onPage(later))
    expect(half).toMatchObject({ exitCode: 9 })
    expect(half.message).toContain('the old token and token 2 both work')
    expect(later.tokenRecords.held.get('1')?.storedIn).toEqual(['store:', 'file:y'])
  })
})

describe('what the one before left behind', () => {
  const notesOf = async (...records: ReturnType<typeof aRecord>[]) => {
    const world = newWorld({ terminal: new MemoryTerminal({ answers: [secretWithId(9)] }) })
    for (const record of records) await world.tokenRecords.put(record)
    const rotation = await onPage(world)
    return {
      world,
      rotation,
      asked: world.tokenRecords.held.get('9')?.requestedAs,
      notes: world.terminal.notes,
    }
  }

  test('the end that the newest was asked for is asked for again', async () => {
    const { asked, notes, world } = await notesOf(
      aRecord('3', 'ci-main', { requestedAs: '90d' }),
      aRecord('4', 'ci-main', { requestedAs: '30d', createdAt: new Date('2026-02-01T00:00:00Z') }),
      aRecord('5', 'ci-main', { requestedAs: '12h', createdAt: new Date('2026-01-01T00:00:00Z') }),
      aRecord('6', 'ci-other', { requestedAs: '1y' }),
      aRecord('7', 'ci-main', { requestedAs: '2w' }),
    )
    expect(notes).toContain('and let it end as the one before: 30d')
    expect(asked).toBe('30d')
    expect([...world.tokenRecords.held.keys()]).toEqual(['6', '9'])
  })

  test.each([
    ['2026-03-01', null],
    ['2026-03-02', '2026-03-02'],
  ])('a date is asked for again until it has come: %s', async (requestedAs, again) => {
    const { asked, notes } = await notesOf(aRecord('3', 'ci-main', { requestedAs }))
    expect(asked).toBe(again)
    expect(notes).toHaveLength(again ? 3 : 2)
  })

  test('a place that lost its value takes one that is remembered already: the record stays', async () => {
    const { rotation, world } = await notesOf(aRecord('9', 'ci-main'))
    expect(rotation).toMatchObject({ outcome: 'rotated', successor: { id: '9' }, warnings: [] })
    expect([...world.tokenRecords.held.keys()]).toEqual(['9'])
    expect(world.tokenRecords.calls.remove).toBe(0)
  })
})

describe('values without an id in them', () => {
  test('may be any other than the stored one, which is named by its mark', async () => {
    const world = knowsByMark(newWorld({ terminal: new MemoryTerminal({ answers: [markless('b')] }) }))
    world.secretStore.entries.set('beatpass/default/ci-main', markless('a'))
    const { warnings } = await onPage(world)
    expect(warnings).toEqual([expect.stringMatching(/^token fp-[0-9a-f]{8} still works: delete it at /)])
    expect(storedFor(world, 'ci-main')?.reveal()).toBe(markless('b').reveal())
    world.terminal = new MemoryTerminal({ answers: [markless('b')] })
    expect(await failureOf(onPage(world))).toMatchObject({ exitCode: 2, hint: 'create a new one' })
  })

  test('that the platform does not know are to be copied again', async () => {
    const world = knowsByMark(await pasting(markless('b')))
    Object.assign(world.platform, { identify: async () => undefined })
    const error = await failureOf(onPage(world))
    expect(error).toMatchObject({ exitCode: 2, hint: 'copy it again, whole' })
    expect([world.events.effects, storedFor(world, 'ci-main')?.tokenId]).toEqual([[], '1'])
  })
})
