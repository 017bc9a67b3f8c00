import { expect, test } from 'vitest'
import { meetzyFacts } from '../../src/adapters/platforms/meetzy-facts.ts'
import { Forbidden, NotSupported } from '../../src/domain/errors.ts'
import { revokeAndConfirm } from '../../src/operations/revoke-and-confirm.ts'
import { livingIds, newWorld } from './world.ts'

function three() {
  const { platform, events } = newWorld()
  const { secret } = platform.plant('ci session')
  for (const name of ['one', 'two']) platform.plant(name)
  return { platform, events, secret }
}

test('where only the page ends tokens, each is refused and nothing is sent', async () => {
  const { platform, events, secret } = three()
  platform.facts = meetzyFacts
  const confirmed = await revokeAndConfirm(secret, ['2', '3'], { platform })
  expect([...confirmed.keys()]).toEqual(['2', '3'])
  for (const error of confirmed.values()) {
    expect(error).toBeInstanceOf(NotSupported)
    expect(error).toMatchObject({ hint: 'open https://memory.test/api-tokens' })
  }
  expect(events.lines).toEqual([])
})

test('the credential goes last, once the others are confirmed; that it is rejected confirms it', async () => {
  const { platform, events, secret } = three()
  const confirmed = await revokeAndConfirm(secret, ['1', '2'], { platform })
  expect(Object.fromEntries(confirmed)).toEqual({ 1: 'revoked', 2: 'revoked' })
  expect(events.lines).toEqual(['revoke 2 as 1', 'list as 1', 'revoke 1 as 1', 'list as 1'])
})

test('a credential that still gets an answer lives, though a lagging list lacks it', async () => {
  const { platform, events, secret } = three()
  platform.faults.set('ghost-revoke', 2)
  const listTokens = platform.listTokens.bind(platform)
  platform.listTokens = async credential => {
    const list = await listTokens(credential)
    return { ...list, tokens: list.tokens.filter(({ id }) => id !== '1') }
  }
  const confirmed = await revokeAndConfirm(secret, ['1'], { platform })
  expect(Object.fromEntries(confirmed)).toEqual({ 1: 'still-listed' })
  expect(events.lines).toEqual(['revoke 1 as 1', 'list as 1', 'revoke 1 as 1', 'list as 1'])
})

test('a refusal stands, though a lagging list lacks the token', async () => {
  const { platform, events, secret } = three()
  const refusal = new Forbidden('the platform forbids it')
  events.before('revoke 3', () => {
    platform.faults.set('stale-list')
    throw refusal
  })
  expect([...(await revokeAndConfirm(secret, ['3'], { platform }))]).toEqual([['3', refusal]])
  expect(livingIds({ platform })).toEqual(['1', '2', '3'])
})

test('after a signal nothing else is begun; one that was begun stays in doubt until the list tells', async () => {
  const { platform, events, secret } = three()
  platform.faults.set('ghost-revoke')
  let [begun, told] = [0, 0]
  const watch = { mayBegin: () => ++begun === 1, onRevoked: () => void told++, onListed: () => undefined }
  const confirmed = await revokeAndConfirm(secret, ['2', '3'], { platform }, watch)
  expect(Object.fromEntries(confirmed)).toEqual({ 2: 'still-listed', 3: 'not-begun' })
  expect(events.effects).toEqual(['revoke 2 as 1'])
  expect([livingIds({ platform }), told]).toEqual([['1', '2', '3'], 2])
})

test('where none is begun no list is asked for', async () => {
  const { platform, events, secret } = three()
  const watch = { mayBegin: () => false, onRevoked: () => undefined, onListed: () => undefined }
  expect([...(await revokeAndConfirm(secret, ['2'], { platform }, watch))]).toEqual([['2', 'not-begun']])
  expect(events.lines).toEqual([])
})

test('a mistake of ours is thrown, from the revocation as from the list', async () => {
  for (const verb of ['revokeToken', 'listTokens'] as const) {
    const { platform, secret } = three()
    platform[verb] = (): Promise<never> => Promise.reject(new TypeError('a bug'))
    await expect(revokeAndConfirm(secret, ['2'], { platform })).rejects.toThrow(TypeError)
  }
})
