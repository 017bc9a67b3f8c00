import { afterEach, beforeEach, describe } from 'vitest'
import type { Secret } from '../../src/domain/secret.ts'
import type { Platform, SignedIn } from '../../src/ports/platform.ts'
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
  guarded: Person & { code(): Secret }
  /** Lets time pass on the platform. */
  advance(ms: number): Promise<void> | void
  close(): Promise<void> | void
}

/** The platform that the current test has. */
export interface PlatformBench extends PlatformUnderTest {
  signIn(person: Person, tokenName?: string): Promise<SignedIn>
  /** The ids that the credential's account holds, ascending. */
  ids(credential: Secret): Promise<string[]>
}

/**
 * What every platform of the BeatPass kind does. `make` is called before each test; what it cannot give (a clock that can
 * be moved, a second factor) is left out by name, so that nothing is left out in silence.
 */
export function platformContract(
  name: string,
  make: () => Promise<PlatformUnderTest> | PlatformUnderTest,
  leaveOut: readonly ('time' | 'second factor')[] = [],
): void {
  describe(name, () => {
    let under: PlatformUnderTest | undefined
    beforeEach(async () => {
      under = await make()
    })
    afterEach(() => under?.close())

    const bench = (): PlatformBench => {
      if (!under) throw new Error('only within a test')
      const { platform } = under
      return {
        ...under,
        signIn: ({ email, password }, tokenName = 'beatpass cli on here') =>
          platform.signIn({ email, password, tokenName }),
        ids: async credential => {
          const { tokens } = await platform.listTokens(credential)
          return tokens.map(token => token.id).sort((a, b) => Number(a) - Number(b))
        },
      }
    }
    sessionContract(bench, leaveOut)
    tokensContract(bench, leaveOut)
  })
}
