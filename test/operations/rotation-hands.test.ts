import { describe, expect, test } from 'vitest'
import { OutcomeUnknown } from '../../src/domain/errors.ts'
import type { Phase } from '../../src/domain/rotation/run.ts'
import { create, handsWith } from './hands.ts'
import { livingIds } from './world.ts'

test('a wait is as long as the platform may take in that phase, and none where nothing is waited for', async () => {
  const { world, hands } = handsWith()
  const phases: Phase[] = [
    'observing',
    'awaiting',
    'checking',
    'proving',
    'securing',
    'withdrawing',
    'reading',
  ]
  for (const phase of phases)
    expect(await hands.perform({ do: 'wait', for: phase })).toEqual({ kind: 'done' })
  expect(world.clock.slept).toEqual([300, 2_500, 1_000, 2_500, 1_000, 500, 0])
})

describe('a token that may come yet', () => {
  const late = (mayComeLate: boolean) => new OutcomeUnknown('no answer', { mayComeLate })

  test.each([
    [true, ['ci-main ~aaaaaaaaaa']],
    [false, []],
  ])('is one whose create nobody said to have ended: %s', async (mayComeLate, names) => {
    const { world, hands, end } = handsWith()
    world.platform.createToken = () => Promise.reject(late(mayComeLate))
    expect(await hands.perform(create)).toEqual({ kind: 'lost' })
    expect(end().late).toEqual(names)
  })

  test('is none that was to be revoked', async () => {
    const { world, hands, end } = handsWith()
    world.platform.revokeToken = () => Promise.reject(late(true))
    expect(await hands.perform({ do: 'revoke', id: '2', as: 'credential' })).toEqual({ kind: 'lost' })
    expect(end().late).toEqual([])
  })

  test('is none that has come', async () => {
    const { world, hands, end } = handsWith()
    const { createToken } = world.platform
    world.platform.createToken = () => Promise.reject(late(true))
    await hands.perform(create)
    world.platform.createToken = createToken
    await hands.perform(create)
    await hands.perform({ do: 'list', as: 'credential' })
    expect(end().late).toEqual([])
  })
})

describe('who asks', () => {
  const lists = async (as: 'credential' | 'claim', { tokensManage = true, created = true } = {}) => {
    const { world, hands } = handsWith()
    world.platform.facts = { ...world.platform.facts, tokensManage }
    if (created) await hands.perform(create)
    await hands.perform({ do: 'list', as })
    return world.events.lines.at(-1)
  }

  test('is the successor, where there is one and tokens may manage tokens', async () => {
    expect(await lists('claim')).toBe('list as 2')
    expect(await lists('credential')).toBe('list as 1')
    expect(await lists('claim', { tokensManage: false })).toBe('list as 1')
    expect(await lists('claim', { created: false })).toBe('list as 1')
  })

  test('is named as what was rejected', async () => {
    const failure = async (as: 'credential' | 'claim', created = true) => {
      const { world, hands, end } = handsWith()
      if (created) await hands.perform(create)
      world.platform.faults.set('credential-rejected')
      expect(await hands.perform({ do: 'list', as })).toEqual({ kind: 'failed' })
      return end().failure?.message
    }
    expect(await failure('claim')).toBe('the platform rejects the successor')
    expect(await failure('credential')).toBe('the user’s own')
    expect(await failure('claim', false)).toBe('the user’s own')
  })
})

test('a list is judged by the platform’s clock, and tells where the platform has none', async () => {
  const { world, hands, asked } = handsWith()
  const list = world.platform.listTokens.bind(world.platform)
  const serverTime = new Date('2026-03-01T13:00:00Z')
  world.platform.listTokens = async credential => ({ ...(await list(credential)), serverTime })
  const snapshot = { serverTime: serverTime.getTime() }
  expect(await hands.perform({ do: 'list', as: 'credential' })).toMatchObject({ snapshot })
  world.platform.listTokens = async credential => ({ ...(await list(credential)), serverTime: null })
  expect(await hands.perform({ do: 'list', as: 'credential' })).toMatchObject({
    snapshot: { serverTime: null },
  })
  expect(asked).toEqual([serverTime, world.clock.now()])
})

test('what was created is told of only while it is the run’s own', async () => {
  const { world, hands, end } = handsWith()
  await hands.perform(create)
  expect(livingIds(world)).toEqual(['1', '2'])
  expect(end(true).created?.token.id).toBe('2')
  expect(end(false).created).toBeUndefined()
})

test('a create asks for what is to be like before', async () => {
  const { world, hands } = handsWith()
  const asked: unknown[] = []
  const create = world.platform.createToken.bind(world.platform)
  world.platform.createToken = (credential, request) => {
    asked.push(request)
    return create(credential, request)
  }
  await hands.perform({ do: 'create', nonce: 'aaaaaaaaaa' })
  const expiresAt = new Date('2026-06-01T00:00:00Z')
  expect(asked).toEqual([{ name: 'ci-main ~aaaaaaaaaa', expiresAt, environment: 'test' }])
})
