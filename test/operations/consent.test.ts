import { describe, expect, test } from 'vitest'
import { UnsafeEnvironment } from '../../src/domain/errors.ts'
import { hasConsent } from '../../src/operations/ensure-consent.ts'
import { MemoryTerminal } from '../fakes/memory-terminal.ts'
import { listed as listTokens } from './listed.ts'
import { failureOf, worldInCi } from './world.ts'

function guarded(terminal = new MemoryTerminal()) {
  const world = worldInCi({ terminal })
  world.platform.facts = { ...world.platform.facts, needsConsent: () => true }
  return { ...world, list: () => listTokens({ sort: 'created' }, world) }
}

describe('calls that the operator does not document', () => {
  test('are not made unasked: the hint says what agrees and what needs none', async () => {
    const world = guarded()
    const error = await failureOf(world.list())
    expect(error).toMatchObject({ code: 'consent_required', exitCode: 5 })
    for (const way of ['--accept-undocumented-api', 'login --web', 'tokens add'])
      expect(error.hint).toContain(way)
    expect(world.platform.calls).toEqual([])
    expect(world.profiles.calls.write).toBe(0)
  })

  test('are agreed to once, by a flag', async () => {
    const world = guarded()
    world.settings.consentGiven = true
    await world.list()
    expect(world.profiles.held.get('default')?.undocumentedApiAccepted).toEqual(world.clock.now())
    world.settings.consentGiven = false
    await world.list()
    expect(world.profiles.calls.write).toBe(1)
  })

  test('are agreed to once, by a person', async () => {
    const terminal = new MemoryTerminal({ answers: [true] })
    const world = guarded(terminal)
    await world.list()
    await world.list()
    expect(terminal.questions).toHaveLength(1)
    expect(terminal.notes[0]).toContain('may end an account')
    expect(terminal.exhausted).toBe(true)
  })

  test('a person may refuse', async () => {
    const world = guarded(new MemoryTerminal({ answers: [false] }))
    expect(await failureOf(world.list())).toMatchObject({ exitCode: 5 })
    expect([world.platform.calls, world.profiles.calls.write]).toEqual([[], 0])
  })

  test('in a read-only home the flag counts for this run, with a warning', async () => {
    const world = guarded()
    world.settings.consentGiven = true
    world.profiles.failing = true
    await world.list()
    await world.list()
    expect(world.terminal.notes).toEqual([
      'warning: that you agreed is not remembered: the settings cannot be written',
    ])
  })

  test('settings that are not safe to write are no warning', async () => {
    const world = guarded()
    world.settings.consentGiven = true
    world.profiles.write = () => Promise.reject(new UnsafeEnvironment('a planted link'))
    expect(await failureOf(world.list())).toMatchObject({ exitCode: 13 })
    expect(world.platform.calls).toEqual([])
  })
})

test('where none is needed there is consent', () => {
  expect(hasConsent(worldInCi())).toBe(true)
  const world = guarded()
  expect(hasConsent(world)).toBe(false)
  world.settings.profile = { ...world.settings.profile, undocumentedApiAccepted: world.clock.now() }
  expect(hasConsent(world)).toBe(true)
})
