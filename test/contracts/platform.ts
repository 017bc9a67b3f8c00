import { afterEach, beforeEach, describe } from 'vitest'
import type { Secret } from '../../src/domain/secret.ts'
import type { Platform, PlatformFacts, SignedIn, Verb } from '../../src/ports/platform.ts'
import { ownTokensContract } from './platform-own-tokens.ts'
import { pagesContract } from './platform-pages.ts'
import { sessionContract } from './platform-session.ts'
import { tokensContract } from './platform-tokens.ts'

export interface Person {
  email: string
  password: Secret
}

/** A fresh platform without any token. */
export interface PlatformUnderTest {
  platform: Platform
  /** Two people without a second factor. */
  first: Person
  second: Person
  /** One whose sign-in wants a code. */
  guarded?: Person & { code(): Secret }
  /** What a person acts with, where nobody signs in by password. */
  session?(person: Person): Promise<Secret>
  /** What a person makes and ends on the page, where no call does. */
  makeByHand?(person: Person, name: string): Promise<Secret>
  endByHand?(person: Person, id: string): Promise<void>
  /** What was asked so far, where that is known. */
  requests?(): readonly unknown[]
  /** Lets time pass on the platform. */
  advance?(ms: number): Promise<void> | void
  close(): Promise<void> | void
}

/** The platform that the current test has. */
export interface PlatformBench extends PlatformUnderTest {
  signIn(person: Person, tokenName?: string): Promise<SignedIn>
  /** What the person acts with: a session of the platform's own kind. */
  credentialOf(person: Person): Promise<Secret>
  /** The ids of living tokens that the credential's account holds, ascending. */
  ids(credential: Secret): Promise<string[]>
  /** The credential's own id, where it is a token among those that it lists. */
  own(credential: Secret): string[]
}

/** What a bench cannot give; named, so that nothing is left out in silence. */
export type LeftOut = 'time' | 'second factor'

/** How each thing is done on the platform under test; a suite for what is done by page needs another address than the operator's. */
export interface Expected {
  facts: PlatformFacts
  can(verb: Verb): boolean
}

/**
 * What every platform does, derived from its facts at the address under test: what it can is done, what it cannot is
 * refused with the page to open. `make` is called before each test.
 */
export function platformContract(
  name: string,
  facts: PlatformFacts,
  make: () => Promise<PlatformUnderTest> | PlatformUnderTest,
  leaveOut: readonly LeftOut[] = [],
  apiUrl = 'http://127.0.0.1/',
): void {
  describe(name, () => {
    let under: PlatformUnderTest | undefined
    beforeEach(async () => {
      under = await make()
    })
    afterEach(() => under?.close())

    const bench = (): PlatformBench => {
      if (!under) throw new Error('only within a test')
      return benchOf(under)
    }
    const verbs = facts.verbs(apiUrl)
    const expected: Expected = { facts, can: verb => verbs[verb] === 'call' || verbs[verb] === 'consent' }
    sessionContract(bench, expected, leaveOut)
    if (expected.can('list') && expected.can('create')) tokensContract(bench, expected)
    if (facts.tokensManage) ownTokensContract(bench, expected, leaveOut)
    pagesContract(bench, expected)
  })
}

function benchOf(under: PlatformUnderTest): PlatformBench {
  const { platform } = under
  const signIn = ({ email, password }: Person, tokenName = 'beatpass cli on here') =>
    platform.signIn({ email, password, tokenName })
  return {
    ...under,
    signIn,
    credentialOf: async person => (await under.session?.(person)) ?? (await signIn(person)).secret,
    ids: async credential => {
      const { tokens } = await platform.listTokens(credential)
      const living = tokens.filter(({ revoked }) => !revoked).map(({ id }) => id)
      return living.sort((a, b) => Number(a) - Number(b))
    },
    own: ({ tokenId }) => (tokenId === undefined ? [] : [tokenId]),
  }
}
