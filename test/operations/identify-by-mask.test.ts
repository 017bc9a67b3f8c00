import { expect, test } from 'vitest'
import { beatconnectFacts } from '../../src/adapters/platforms/beatconnect-facts.ts'
import { maskOf } from '../../src/domain/mask.ts'
import { Secret } from '../../src/domain/secret.ts'
import { identifyToken } from '../../src/operations/identify-token.ts'
import { knowsByMark, markless } from './page-world.ts'
import { aRecord } from './records.ts'
import { failureOf, newWorld, worldInCi } from './world.ts'

const key = (tail: string) => new Secret(`bca_live_${'ab'.repeat(14)}${tail}`)

/** A platform that lists and shows each token by a mask; its values say nothing of their ids. */
function listing(...tokens: { id: string; masked: string }[]) {
  const world = worldInCi()
  world.platform.facts = beatconnectFacts
  const list = world.platform.listTokens.bind(world.platform)
  world.platform.listTokens = async credential => {
    const answer = await list(credential)
    const [like] = answer.tokens
    if (!like) throw new Error('the credential is not listed')
    return { ...answer, tokens: tokens.map(token => ({ ...like, name: `name of ${token.id}`, ...token })) }
  }
  return world
}

test('a value without an id in it is the one token that is shown by the same mask', async () => {
  const world = listing({ id: 'key_7', masked: 'bca_live_*************wxyz' }, { id: 'key_8', masked: '***' })
  expect(await identifyToken(key('wxyz'), world)).toEqual({
    id: 'key_7',
    name: 'name of key_7',
    label: 'name of key_7',
    checksum: 'none',
    unusualLength: null,
    listed: true,
    storedIn: [],
  })
  expect(world.events.lines).toEqual(['list as 1'])
})

test('several by the same mask are told, and none is guessed', async () => {
  const masked = maskOf(key('wxyz'), 'kind-and-last4')
  const world = listing({ id: 'key_7', masked }, { id: 'key_8', masked })
  const error = await failureOf(identifyToken(key('wxyz'), world))
  expect(error).toMatchObject({ code: 'token_ambiguous', exitCode: 4 })
  expect(error.message).toBe('2 tokens are shown as bca_live_*************wxyz: key_7, key_8')
})

test('none by that mask is not found; its value is in no message', async () => {
  const error = await failureOf(identifyToken(key('wxyz'), listing()))
  expect(error).toMatchObject({ code: 'token_not_found', exitCode: 4 })
  expect(error.message).toBe(
    'no token of BeatConnect that is known here is shown as bca_live_*************wxyz',
  )
  expect(error.hint).toContain('never stored here')
  expect(error.message + error.hint).not.toContain('abab')
})

test('where the page alone lists, the records tell, and nobody is asked', async () => {
  const world = knowsByMark(newWorld())
  const value = markless('a')
  await world.tokenRecords.put(aRecord('fp-1', 'ci-main', { masked: maskOf(value, 'prefix') }))
  expect(await identifyToken(value, world)).toMatchObject({
    id: 'fp-1',
    name: 'ci-main',
    listed: null,
    storedIn: ['store:'],
  })
  expect(await failureOf(identifyToken(markless('b'), world))).toMatchObject({ code: 'token_not_found' })
  expect(world.platform.calls).toEqual([])
})
