import { meetzyFacts } from '../../src/adapters/platforms/meetzy-facts.ts'
import { nuwebFacts } from '../../src/adapters/platforms/nuweb-facts.ts'
import { fingerprintOf } from '../../src/domain/fingerprint.ts'
import { Secret } from '../../src/domain/secret.ts'
import type { World } from './world.ts'

/** What its page is for every verb that is left to it. */
export const nuwebPage = 'https://memory.test/tokens'
export const meetzyPage = 'https://memory.test/api-tokens'

/** From now on the platform lists and ends tokens on its page only: to a credential it says who that is. */
export function listsOnPage<Given extends World>(world: Given): Given {
  world.platform.facts = nuwebFacts
  sayWhoOnly(world)
  return world
}

/** The same, of secrets that have no id in them: a token is known by a mark of ours. */
export function knowsByMark<Given extends World>(world: Given): Given {
  world.platform.facts = meetzyFacts
  sayWhoOnly(world)
  Object.assign(world.platform, { identify: async (secret: Secret) => fingerprintOf(secret) })
  return world
}

/** A value of that platform: nothing in it says which token it is. */
export const markless = (letter: string) => new Secret(`mzy_${letter.repeat(60)}`)

function sayWhoOnly({ platform }: World): void {
  const list = platform.listTokens.bind(platform)
  platform.listTokens = async credential => ({ ...(await list(credential)), tokens: [], partial: true })
}
